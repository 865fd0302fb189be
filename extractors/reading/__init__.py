"""From documents to mentions: who agreed what with whom, and when, with the words that say so."""
