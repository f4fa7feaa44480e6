"""Pages, form fields, errors and policies: what every feature's pages stand on; knows no feature."""
