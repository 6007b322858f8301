"""The payment bench: a bank's payment page for the demonstration, in a process of its own.

It speaks Lyra's form protocol with the code that production signs with, moves no money, listens on
this machine alone and refuses production mode.
"""
