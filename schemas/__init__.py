"""The genres of reports: a folder each, a module a section."""

if __name__ != "llmextract.schemas":
    # An editable install exposes this folder under its own name too; two copies of each class would follow.
    raise ImportError("import llmextract.schemas, not schemas")
