"""Languages as databases name them, and as files that are read aloud need them."""

_CODES = {
    "ar": ("ara", "arabic"),
    "bg": ("bul", "bulgarian"),
    "cs": ("ces", "cze", "czech"),
    "cy": ("cym", "wel", "welsh"),
    "da": ("dan", "danish"),
    "de": ("deu", "ger", "german"),
    "el": ("ell", "gre", "greek"),
    "en": ("eng", "english"),
    "es": ("spa", "spanish"),
    "fa": ("fas", "per", "persian"),
    "fi": ("fin", "finnish"),
    "fr": ("fra", "fre", "french"),
    "he": ("heb", "hebrew"),
    "hu": ("hun", "hungarian"),
    "it": ("ita", "italian"),
    "ja": ("jpn", "japanese"),
    "ko": ("kor", "korean"),
    "nl": ("nld", "dut", "dutch"),
    "no": ("nor", "nob", "nno", "nb", "nn", "norwegian"),
    "pl": ("pol", "polish"),
    "pt": ("por", "portuguese"),
    "ro": ("ron", "rum", "romanian"),
    "ru": ("rus", "russian"),
    "sr": ("srp", "serbian"),
    "sv": ("swe", "swedish"),
    "tr": ("tur", "turkish"),
    "uk": ("ukr", "ukrainian"),
    "zh": ("zho", "chi", "chinese"),
}
_TAGS = {name: tag for tag, names in _CODES.items() for name in (tag, *names)}


def tag_of(language: str) -> str:
    """Return the BCP 47 tag of a language given by name or code, such as ``fre``; "" if unknown.

    Codes are those of ISO 639-1 and 639-2, of which databases use the bibliographic ones.
    """
    first = language.strip().casefold().replace("_", "-").partition("-")[0]
    return _TAGS.get(first, "")


def foreign_tag(language: str) -> str:
    """Return the tag of a language, or "" where it is English or unknown."""
    tag = tag_of(language)
    return "" if tag == "en" else tag
