//! Descriptor and files → `Module`, one file a facet. Knows no severities and no message texts.
