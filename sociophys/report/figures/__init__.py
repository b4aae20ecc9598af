"""One drawer a panel kind that is a figure; the file's name is the kind's."""
