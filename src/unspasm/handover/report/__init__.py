"""One page for a clinician, made here and offline.

report = gather(person, choices, knowledge, now=now)    # plain words
pdf_of(report)                                          # a tagged PDF
page_of(report)                                         # one file of HTML
"""
