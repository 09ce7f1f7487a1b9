"""The first screen: what will you do?"""
