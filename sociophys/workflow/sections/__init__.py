"""The sections of a report, one file each: plain values in, panels out."""
