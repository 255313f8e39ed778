"""/whistles/"""
