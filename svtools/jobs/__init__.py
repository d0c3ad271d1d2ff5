"""What officers ask for: packs, imports, consolidation."""
