"""From the last key in a briefing to the picture of its paper; see `composing`.

The process that makes the PDF imports this module, as Python has it, and would else import the
window too.
"""

if __name__ == "__main__":
    from tests.bench.composing import main

    main()
