"""The HTTP face: REST, streams and the page, one file a subject."""
