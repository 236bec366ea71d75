"""Ukraine's mineral deposits, the front line, and the terms of the minerals deal.

The way of the data is one way: files are read and validated (``readers``), the
spine joins deposits, a front, a preset and a scenario into one table
(``assess``, out of ``risk`` and ``terms``), plain tables are drawn from it
(``summary``), and the map, the exports, the command line and the web pages show
them. Nothing is imported here, so a notebook that wants one module pays for one.
"""
