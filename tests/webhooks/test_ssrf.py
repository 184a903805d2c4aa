from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhooks.addresses import special_use
from webhooks.ssrf import Blocked, Policy, checked, target

POLICY = Policy(allow_http=True, ports=frozenset({"*"}))

SPECIAL = [
    ("0.0.0.0", "unspecified"),
    ("0.1.2.3", "unspecified"),
    ("10.0.0.1", "private"),
    ("10.255.255.255", "private"),
    ("100.64.0.1", "carrier-grade NAT"),
    ("100.127.255.255", "carrier-grade NAT"),
    ("100.100.100.200", "a metadata address"),
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("169.254.0.1", "link-local"),
    ("169.254.169.254", "a metadata address"),
    ("168.63.129.16", "a metadata address"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.0.0.8", "reserved"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "a 6to4 relay"),
    ("192.168.0.1", "private"),
    ("198.18.0.1", "benchmarking"),
    ("198.19.255.255", "benchmarking"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "reserved"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::127.0.0.1", "IPv4-compatible"),
    ("::8.8.8.8", "IPv4-compatible"),
    ("::ffff:10.0.0.1", "IPv4-mapped"),
    ("::ffff:8.8.8.8", "IPv4-mapped"),
    ("::ffff:0:10.0.0.1", "IPv4-translated"),
    ("64:ff9b::a00:1", "NAT64"),
    ("64:ff9b::8.8.8.8", "NAT64"),
    ("64:ff9b:1::a00:1", "NAT64"),
    ("100::1", "reserved"),
    ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"),
    ("2001:2::1", "benchmarking"),
    ("2001:10::1", "reserved"),
    ("2001:20::1", "reserved"),
    ("2001:db8::1", "documentation"),
    ("2002:a00:1::1", "6to4"),
    ("3fff::1", "documentation"),
    ("5f00::1", "reserved"),
    ("4000::1", "reserved"),
    ("fc00::1", "unique local"),
    ("fd12:3456::1", "unique local"),
    ("fd00:ec2::254", "a metadata address"),
    ("fd20:ce::254", "a metadata address"),
    ("fe80::1", "link-local"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
]
# The last address before a range and the first one after it.
ORDINARY = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2001:db7:ffff::1",
    "2003::1",
    "2606:4700:4700::1111",
    "3ffe::1",
]


@pytest.mark.parametrize(("address", "reason"), SPECIAL)
def test_an_address_set_aside_is_refused_with_its_reason(address, reason):
    with pytest.raises(Blocked, match=rf"^{ip_address(address)} is {reason}$"):
        checked([address], POLICY)


@pytest.mark.parametrize("address", ORDINARY)
def test_an_ordinary_address_passes(address):
    assert checked([address], POLICY) == (ip_address(address),)


@settings(deadline=None)
@given(st.ip_addresses())
def test_whatever_python_knows_to_be_special_is_refused_too(address):
    known = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or getattr(address, "is_site_local", False)
    )
    assert special_use(address) or not known


def test_one_bad_address_blocks_the_host():
    with pytest.raises(Blocked, match=r"^10\.0\.0\.1 is private$"):
        checked(["1.1.1.1", "2606:4700::1", "10.0.0.1"], POLICY)


def test_a_host_without_address_is_refused():
    with pytest.raises(Blocked, match="no address"):
        checked([], POLICY)


def test_an_address_given_twice_counts_once():
    assert checked(["1.1.1.1", "1.1.1.1"], POLICY) == (ip_address("1.1.1.1"),)


def test_a_zone_is_refused_even_in_an_allowed_network():
    allowed = Policy(networks=(ip_network("fe80::/10"),))
    with pytest.raises(Blocked, match="zone"):
        checked(["fe80::1%eth0"], allowed)


def test_an_allowed_network_opens_itself_and_nothing_else():
    allowed = Policy(networks=(ip_network("127.0.0.0/8"), ip_network("10.1.0.0/16")))
    assert len(checked(["127.0.0.1", "10.1.2.3"], allowed)) == 2
    for shut in ("10.2.0.1", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1"):
        with pytest.raises(Blocked):
            checked([shut], allowed)


GOOD = [
    ("https://a.example", ("https", "a.example", 443, "/")),
    ("https://a.example:8443/x/y?z=1", ("https", "a.example", 8443, "/x/y?z=1")),
    ("http://a.example", ("http", "a.example", 80, "/")),
    ("HTTPS://A.EXAMPLE./", ("https", "a.example", 443, "/")),
    ("https://a_b.example?q", ("https", "a_b.example", 443, "/?q")),
    ("https://localhost/", ("https", "localhost", 443, "/")),
    ("https://bücher.example/ñ?ü=1", ("https", "xn--bcher-kva.example", 443, "/%C3%B1?%C3%BC=1")),
    ("https://xn--bcher-kva.example/%20", ("https", "xn--bcher-kva.example", 443, "/%20")),
    ("https://faß.example/", ("https", "xn--fa-hia.example", 443, "/")),
    ("https://1.1.1.1/", ("https", "1.1.1.1", 443, "/")),
    ("https://1.1.1.1./", ("https", "1.1.1.1", 443, "/")),
    ("https://[2606:4700:0::1]/", ("https", "2606:4700::1", 443, "/")),
    ("https://a.example/x@y:z", ("https", "a.example", 443, "/x@y:z")),
]


@pytest.mark.parametrize(("url", "expected"), GOOD)
def test_a_url_is_taken_apart(url, expected):
    found = target(url, POLICY)
    assert (found.scheme, found.host, found.port, found.path) == expected


BAD = [
    ("", "neither https nor http"),
    ("a.example", "neither https nor http"),
    ("ftp://a.example/", "neither https nor http"),
    ("file:///etc/passwd", "neither https nor http"),
    ("gopher://a.example/", "neither https nor http"),
    ("https://", "no host"),
    ("https:///x", "no host"),
    ("https://:443/", "no host"),
    ("https://user@a.example/", "user name"),
    ("https://user:pass@a.example/", "user name"),
    ("https://@a.example/", "user name"),
    ("https://a.example#@b.example/", "fragment"),
    ("https://a.example/#", "fragment"),
    ("https://a.example\\@b.example/", "backslash"),
    ("https://a.example/a b", "space"),
    (" https://a.example/", "space"),
    ("https://a.example/\r\nX: y", "control"),
    ("https://a.exam\tple/", "control"),
    ("https://a.example/\x00", "control"),
    ("https://a.example/\x7f", "control"),
    ("https://a.example:0/", "port 0 is not allowed"),
    ("https://a.example:65536/", "port is malformed"),
    ("https://a.example:-1/", "port is malformed"),
    ("https://a.example:44x/", "port is malformed"),
    ("https://a.example:４４３/", "malformed"),
    ("https://[::1/", "malformed"),
    ("https://[fe80::1%25eth0]/", "zone"),
    ("https://[fe80::1%eth0]/", "zone"),
    ("https://[v1.fe80]/", "malformed"),
    ("https://[1.1.1.1]/", "malformed"),
    ("https://%31%32%37.0.0.1/", "escape"),
    ("https://127.1/", "odd spelling"),
    ("https://2130706433/", "odd spelling"),
    ("https://0x7f.1/", "odd spelling"),
    ("https://0x7f000001/", "odd spelling"),
    ("https://0177.0.0.1/", "odd spelling"),
    ("https://127.0.0.01/", "odd spelling"),
    ("https://127.0.0.0x1/", "odd spelling"),
    ("https://a.example.0x/", "odd spelling"),
    ("https://1.2.3.4.5/", "odd spelling"),
    ("https://256.0.0.1/", "odd spelling"),
    ("https://127.0.0.1/", "127.0.0.1 is loopback"),
    ("https://127.0.0.1./", "127.0.0.1 is loopback"),
    ("https://１２７.０.０.１/", "127.0.0.1 is loopback"),
    ("https://127。0。0。1/", "127.0.0.1 is loopback"),
    ("https://①②⑦.⓪.⓪.①/", "loopback|malformed"),
    ("https://[::1]/", "::1 is loopback"),
    ("https://[::ffff:127.0.0.1]/", "IPv4-mapped"),
    ("https://[0:0:0:0:0:ffff:7f00:1]/", "IPv4-mapped"),
    ("https://a..example/", "host is malformed"),
    ("https://a.example../", "host is malformed"),
    ("https://.a.example/", "host is malformed"),
    ("https://-a.example/", "host is malformed"),
    ("https://a-.example/", "host is malformed"),
    ("https://a*b.example/", "host is malformed"),
    ("https://a,b.example/", "host is malformed"),
    ("https://" + "a" * 64 + ".example/", "host is malformed"),
    ("https://" + "a." * 127 + "example/", "host is malformed"),
    ("https://a\u200b.example\u2044/", "malformed"),
    ("https://a.example/" + "x" * 2048, "too long"),
]


@pytest.mark.parametrize(("url", "reason"), BAD)
def test_a_url_no_webhook_may_use_is_refused_with_its_reason(url, reason):
    with pytest.raises(Blocked, match=reason):
        target(url, POLICY)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://{text}/"))
def test_whatever_the_text_it_is_taken_apart_or_blocked(text):
    try:
        found = target(text, POLICY)
    except Blocked:
        return
    assert found.host.isascii()
    assert found.path.isascii()
    assert not set(found.host + found.path) & set("\r\n\t \0\\")


def test_http_needs_the_setting():
    with pytest.raises(Blocked, match=r"^http is not allowed$"):
        target("http://a.example/", Policy(ports=frozenset({"80"})))


@pytest.mark.parametrize("port", [22, 25, 6379, 444])
def test_only_listed_ports_are_reached(port):
    few = Policy(ports=frozenset({"443", "8443"}))
    assert target("https://a.example:8443/", few).port == 8443
    with pytest.raises(Blocked, match=f"^port {port} is not allowed$"):
        target(f"https://a.example:{port}/", few)


def test_without_ports_nothing_is_reached():
    with pytest.raises(Blocked, match="port 443 is not allowed"):
        target("https://a.example/", Policy(ports=frozenset()))
