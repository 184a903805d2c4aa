"""Figures as a table. Ratios are taken within a round, then the median of the rounds is shown."""

from collections.abc import Iterable, Sequence
from statistics import median, quantiles

from bench import accepting, claiming, webhooks
from bench.accepting import EMPTY, GATEWAY, NESTED, RAW, Timing
from bench.bursts import FAILING, HANGING, HEALTHY, SUBSCRIPTIONS
from bench.claiming import CLAIM, CLIENTS, COUNTER
from bench.load import Measured
from bench.worker import THREADS, TOTAL_SECONDS

AIM_NESTED, AIM_RAW, AIM_CLAIMS = 3.0, 0.25, 0.80
AIM_PLAIN, AIM_BARE = 3.0, 0.5

Line = tuple[str, ...]


def accepting_text(rounds: Sequence[accepting.Round], timing: Timing) -> str:
    """The table of accepted drafts."""
    aims = {NESTED: AIM_NESTED, RAW: AIM_RAW, EMPTY: None}
    lines = [_accepting_line(rounds, GATEWAY, "", "")]
    for name, aim in aims.items():
        ratios = _ratios([r[GATEWAY] for r in rounds], [r[name] for r in rounds])
        lines.append(_accepting_line(rounds, name, _ratio(ratios), _aim(ratios, aim)))
    head = ("contender", "per second", "lowest-highest", "p50 ms", "p99 ms")
    title = (
        f"Accepting a 10-line draft: {accepting.CONNECTIONS} connections, gunicorn with 2 workers,"
        f" {_times(timing)}"
    )
    return _text(title, [(*head, "gateway / it", "aim"), *lines])


def _accepting_line(rounds: Sequence[accepting.Round], name: str, ratio: str, aim: str) -> Line:
    measured = [r[name] for r in rounds]
    rates = [m.per_second for m in measured]
    return (
        name,
        f"{median(rates):,.0f}",
        f"{min(rates):,.0f}-{max(rates):,.0f}",
        *_percentiles(measured),
        ratio,
        aim,
    )


def _percentiles(measured: Sequence[Measured]) -> Line:
    cuts = quantiles((latency for m in measured for latency in m.latencies), n=100)
    return f"{cuts[49] * 1000:.1f}", f"{cuts[98] * 1000:.1f}"


def claiming_text(rounds: Sequence[claiming.Round], timing: Timing) -> str:
    """The table of claimed numbers."""
    lines: list[Line] = [("clients", f"{CLAIM}/s", f"{COUNTER}/s", "ratio", "aim")]
    for count in CLIENTS:
        ours, bare = ([r[name, count] for r in rounds] for name in (CLAIM, COUNTER))
        ratios = _ratios(ours, bare)
        lines.append(
            (str(count), _rate(ours), _rate(bare), _ratio(ratios), _aim(ratios, AIM_CLAIMS))
        )
    title = f"Claiming numbers of one profile: a process per client, {_times(timing)}"
    return _text(title, lines)


def webhooks_text(result: webhooks.Result) -> str:
    """The table of delivered webhooks, with the percentiles of commit to receipt below it."""
    ours = [r[webhooks.GATEWAY] for r in result.rounds]
    lines: list[Line] = [("contender", "per second", "lowest-highest", "gateway / it", "aim")]
    lines.append(_webhooks_line(webhooks.GATEWAY, ours, "", ""))
    for name, aim in ((webhooks.PLAIN, AIM_PLAIN), (webhooks.BARE, AIM_BARE)):
        theirs = [r[name] for r in result.rounds]
        ratios = _ratios(ours, theirs)
        lines.append(_webhooks_line(name, theirs, _ratio(ratios), _aim(ratios, aim)))
    title = (
        f"Delivering webhooks: {SUBSCRIPTIONS} subscriptions, {FAILING} answer 500, {HANGING} hangs"
        f" until the limit of {TOTAL_SECONDS} s, {THREADS} threads, median of"
        f" {len(result.rounds)} rounds"
    )
    cuts = [cut * 1000 for cut in quantiles(result.waits, n=100)]
    waits = (
        f"commit to receipt, {HEALTHY / webhooks.STEADY_SECONDS:.0f} deliveries/s:"
        f" p50 {cuts[49]:,.0f} ms, p99 {cuts[98]:,.0f} ms"
    )
    return f"{_text(title, lines)}\n\n{waits}"


def _webhooks_line(name: str, measured: Sequence[Measured], ratio: str, aim: str) -> Line:
    rates = [m.per_second for m in measured]
    spread = f"{min(rates):,.0f}-{max(rates):,.0f}"
    return name, f"{median(rates):,.0f}", spread, ratio, aim


def _times(timing: Timing) -> str:
    return f"median of {timing.rounds} rounds of {timing.seconds:g} s"


def _rate(measured: Sequence[Measured]) -> str:
    return f"{median(m.per_second for m in measured):,.0f}"


def _ratios(ours: Sequence[Measured], theirs: Sequence[Measured]) -> list[float]:
    return [a.per_second / b.per_second for a, b in zip(ours, theirs, strict=True)]


def _ratio(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def _aim(ratios: Sequence[float], aim: float | None) -> str:
    if aim is None:
        return ""
    return f"{aim:.2f} {'met' if median(ratios) >= aim else 'MISSED'}"


def _text(title: str, lines: Iterable[Line]) -> str:
    lines = list(lines)
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    rows = ["  ".join([_first(line, widths), *_rest(line, widths)]).rstrip() for line in lines]
    return "\n".join([title, "", *rows])


def _first(line: Line, widths: Sequence[int]) -> str:
    return line[0].ljust(widths[0])


def _rest(line: Line, widths: Sequence[int]) -> list[str]:
    return [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
