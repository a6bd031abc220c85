using System.Net;
using Kelvin.Server.Settings;
using Microsoft.AspNetCore.HttpOverrides;

namespace Kelvin.Server.Access;

/// <summary>
/// Believes <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> from the proxies that were named, and from nobody else:
/// anyone can write these headers, and with them dodge the limits of an address.
/// </summary>
internal static class Proxies
{
    public static void UseNamedProxies(this WebApplication app, KelvinSettings settings)
    {
        var named = settings.TrustedProxies.Where(proxy => !string.IsNullOrWhiteSpace(proxy)).ToList();
        if (named.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in named)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(proxy, out var network)) options.KnownIPNetworks.Add(network);
            else throw new InvalidOperationException($"Kelvin__TrustedProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.");
        }
        app.UseForwardedHeaders(options);
    }
}
