"""Documents as PDF: running text by xhtml2pdf, tables and drawings put into its story."""
