"""Files in and out: exchange files and bibliographic files."""
