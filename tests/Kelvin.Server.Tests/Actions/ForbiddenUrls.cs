using System.Net;
using System.Net.Sockets;

namespace Kelvin.Server.Tests.Actions;

/// <summary>URLs by which people have tried to make servers call where they should not. Each would lead to a canary.</summary>
internal static class ForbiddenUrls
{
    private static readonly string[] Loopback =
    [
        "127.0.0.1", "127.1", "127.0.1", "127.0.0.2", "127.127.127.127", "127.255.255.254", "2130706433", "0x7f.1", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "0177.1", "017700000001",
        "127.0.0.1.", "127.000.000.001", "0", "0x0", "0.0.0.0", "0.0.0.1", "00000000", "127。0。0。1", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "127.0.0.1%2f", "127%2e0%2e0%2e1",
        "[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::0001]", "[::]", "[0::0]", "[::1%25lo]", "[::127.0.0.1]", "[::7f00:1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:0.0.0.0]", "[::ffff:0:127.0.0.1]",
        "localhost", "LOCALHOST", "localhost.", "LocalHost.", "a.localhost", "ｌｏｃａｌｈｏｓｔ",
    ];

    private static readonly string[] Metadata =
    [
        "169.254.169.254", "2852039166", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376", "169.254.43518", "169.16689662", "169.254.169.254.", "169。254。169。254", "⑯⑨.②⑤④.⑯⑨.②⑤④",
        "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[fd00:ec2::254]", "[fd20:ce::254]", "[fe80::a9fe:a9fe]", "169.254.170.2", "169.254.0.1",
        "100.100.100.200", "192.0.0.192", "168.63.129.16",
    ];

    private static readonly string[] PrivateNetworks =
    [
        "10.0.0.1", "10.1", "10.255.255.255", "167772161", "0x0a000001", "012.0.0.1", "172.16.0.1", "172.31.255.255", "2886729729", "192.168.0.1", "192.168.257", "192.168.1.254", "3232235777", "0xc0a80101", "0300.0250.1.1",
        "100.64.0.1", "100.127.255.254", "[fc00::1]", "[fd12:3456:789a::1]", "[fdff:ffff::1]", "[fe80::1]", "[fe80::1%25eth0]", "[febf::1]", "[fec0::1]", "[::ffff:10.0.0.1]", "[::ffff:192.168.1.1]", "[::ffff:172.16.5.4]", "[::ffff:100.64.0.1]", "[::10.0.0.1]",
    ];

    private static readonly string[] Tunnels =
    [
        "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b::10.0.0.1]", "[64:ff9b::8.8.8.8]", "[64:ff9b:1::7f00:1]", "[64:ff9b:1::8.8.8.8]",
        "[2002:7f00:1::]", "[2002:7f00:1::1]", "[2002:a9fe:a9fe::]", "[2002:c0a8:101::1]", "[2002:808:808::1]", "[2001:0:7f00:1::]", "[2001::f5ff:fffe]", "[2001:0:53aa:64c:0:0:80ff:fffe]",
    ];

    private static readonly string[] Special =
    [
        "192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.5", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "4294967295",
        "[ff02::1]", "[ff0e::1]", "[2001:db8::1]", "[2001:10::1]", "[2001:20::1]", "[2001:2::1]", "[2001:1ff:ffff::1]", "[3fff::1]", "[5f00::1]", "[100::1]", "[200::1]", "[4000::1]", "[8000::1]", "[e000::1]", "[1::1]",
    ];

    /// <summary>Names that look like anybody's, and what they answer.</summary>
    public static readonly Dictionary<string, IPAddress[]> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["127.0.0.1.nip.example"] = [IPAddress.Loopback],
        ["localtest.example"] = [IPAddress.Loopback, IPAddress.IPv6Loopback],
        ["six.example"] = [IPAddress.IPv6Loopback],
        ["mapped.example"] = [IPAddress.Parse("::ffff:127.0.0.1")],
        ["metadata.google.internal"] = [IPAddress.Parse("169.254.169.254")],
        ["metadata.example"] = [IPAddress.Parse("169.254.169.254")],
        ["intranet.example"] = [IPAddress.Parse("10.20.30.40")],
        ["kubernetes.default.svc"] = [IPAddress.Parse("10.96.0.1")],
        ["shared.example"] = [IPAddress.Parse("100.64.7.7")],
        ["any.example"] = [IPAddress.Any],
        ["any-six.example"] = [IPAddress.IPv6Any],
        ["mixed.example"] = [IPAddress.Parse("93.184.215.14"), IPAddress.Loopback],
        ["mixed-last.example"] = [IPAddress.Loopback, IPAddress.Parse("93.184.215.14")],
        ["nat64.example"] = [IPAddress.Parse("64:ff9b::7f00:1")],
        ["sixtofour.example"] = [IPAddress.Parse("2002:7f00:1::1")],
        ["ula.example"] = [IPAddress.Parse("fd00::1")],
        ["link.example"] = [IPAddress.Parse("fe80::1%1")],
        ["bücher.example"] = [IPAddress.Loopback],
        ["xn--bcher-kva.example"] = [IPAddress.Loopback],
    };

    /// <summary>Refused for their form, whatever is behind them.</summary>
    private static readonly string[] Forms =
    [
        "http://hooks.example.org:{port}/", "http://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/", "file:///etc/passwd", "file://127.0.0.1:{port}/x", "gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/",
        "ldap://127.0.0.1:{port}/", "ws://127.0.0.1:{port}/", "javascript:alert(1)", "data:text/plain,x", "unix:/var/run/docker.sock", "jar:https://127.0.0.1:{port}/!/", "//127.0.0.1:{port}/", "127.0.0.1:{port}", "https:", "https://", "https:///x", "https://:{port}/", "",
        "https://hooks.example.org@127.0.0.1:{port}/", "https://127.0.0.1:{port}@hooks.example.org/", "https://a:b@[::1]:{port}/", "https://@127.0.0.1:{port}/", "https://hooks.example.org%40127.0.0.1:{port}/",
        "https://hooks.example.org\\@127.0.0.1:{port}/", "https://127.0.0.1:{port}\\@hooks.example.org/", "https:\\\\127.0.0.1:{port}\\", "https://hooks.example.org:{port}#@127.0.0.1/", "https://hooks.example.org:{port}/#x",
        "https://127.0.0.1:{port} @hooks.example.org/", "https://127.0.0.1\t:{port}/", "https://127.0.0.1\r\n:{port}/", "https://hooks.example.org:{port}/\r\nHost: 127.0.0.1",
        "https://hooks.example.org:22/", "https://hooks.example.org:25/", "https://hooks.example.org:80/", "https://hooks.example.org:3306/", "https://hooks.example.org:6379/", "https://hooks.example.org:0/", "https://hooks.example.org:65536/", "https://hooks.example.org:-1/", "https://hooks.example.org:{port}1/",
    ];

    public static IEnumerable<string> Hosts => [.. Loopback, .. Metadata, .. PrivateNetworks, .. Tunnels, .. Special, .. Names.Keys];

    public static IEnumerable<string> All(int port) => Hosts.Select(host => $"https://{host}:{port}/hook").Concat(Forms.Select(form => form.Replace("{port}", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    /// <summary>The names above, and a host that anybody may call; no other is known.</summary>
    public static Task<IPAddress[]> Find(string host, CancellationToken cancellation) =>
        Names.TryGetValue(host, out var known) ? Task.FromResult(known)
        : host.Equals("hooks.example.org", StringComparison.OrdinalIgnoreCase) ? Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14")])
        : throw new SocketException((int)SocketError.HostNotFound);
}
