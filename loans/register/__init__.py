"""An earlier register as a spreadsheet has it: its columns and words, and what its rows become."""
