// Written by `python -m tools.palette` from components/theme.py.
window.ael = window.ael || {};
window.ael.palette = {
  "#FFFFFF": "#16201C",
  "#14231C": "#EEF3EE",
  "#5E6B63": "#96A49B",
  "#E9EBE3": "#22302A",
  "#7C887F": "#718078",
  "#0E5A43": "#5CC79B",
  "rgba(14,90,67,0.1)": "rgba(92,199,155,0.16)",
  "#DDE1D6": "#3A4A42",
  "#8A948C": "#7B8A82",
  "#1F5A96": "#8DBDF0",
  "#E6F0FA": "#14283C",
  "#1F3F8F": "#4470E0",
  "#A5B2D2": "#28406A",
  "#6592D6": "#9DBDF2",
  "#3F6DB8": "#9DBDF2",
  "#C1D3EF": "#4C5F72",
  "#BF5410": "#E0722A",
  "#E5BB9F": "#674122",
  "#EFB93F": "#FADFA0",
  "#9A6200": "#8F6410",
  "#F9E3B2": "#AA9C72"
};
