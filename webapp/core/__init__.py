"""What every part stands on and that knows no feature and no web: database, keys, time, Vietnamese text."""
