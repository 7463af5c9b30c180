"""What leaves by the person's own hand, and what they bring in: archive, report, backup. Shared by both faces.

write_archive(out, everything(person), now=now)        # archive.py
arrival = read_file(file, name, now=now)               # formats.py: recognises the format, reads, writes nothing
write_bundle(out, everything(person), now=now)         # fhir_out.py: FHIR R4
preview(arrival, everything(person))                   # what it would add
"""
