"""/evaluation/"""
