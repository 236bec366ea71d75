"""Words for people: translations, formats, labels, sentences and quotations."""
