"""What is read of Lighthouse's JSON."""

from tests.bench.lighthouse import read_report


def test_points_pace_and_failures() -> None:
    audits = {
        "first-contentful-paint": {"title": "FCP", "displayValue": "0.4 s", "score": 1},
        "largest-contentful-paint": {"title": "LCP", "displayValue": "1.6 s", "score": 0.6},
        "total-blocking-time": {"title": "TBT", "displayValue": "10 ms", "score": 1},
        "cumulative-layout-shift": {"title": "CLS", "displayValue": "0", "score": 1},
        "color-contrast": {"title": "Contrast", "score": 0},
        "not-judged": {"title": "Hint", "score": 0},
        "not-applicable": {"title": "Video", "score": None},
    }
    weights = [{"id": name, "weight": 1} for name in audits if name != "not-judged"]
    hints = [{"id": "not-judged", "weight": 0}]
    categories = {
        "performance": {"score": 0.954, "auditRefs": weights},
        "accessibility": {"score": 1, "auditRefs": hints},
        "best-practices": {"score": None, "auditRefs": []},
    }

    report = read_report({"audits": audits, "categories": categories})

    assert report.points == {"performance": 95, "accessibility": 100, "best-practices": 0}
    assert report.pace == {"FCP": "0.4 s", "LCP": "1.6 s", "TBT": "10 ms", "CLS": "0"}
    assert report.failed == [
        "largest-contentful-paint: LCP (1.6 s)",
        "color-contrast: Contrast (0)",
    ]
