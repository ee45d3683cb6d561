"""The demonstration day: invented reports for Wujiang and the hours at which they arrive."""
