using System.Reflection;
using System.Text.RegularExpressions;
using Kelvin.Server.Settings;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Kelvin.Server.Tests.House;

/// <summary>What is in deploy/, as far as it can be checked without an engine that runs containers.</summary>
public class DeployTests
{
    [Fact]
    public void What_the_image_publishes_serves()
    {
        var publish = Regex.Match(Repository.Read("deploy/Dockerfile"), @"^RUN (dotnet publish .*) -o /app$", RegexOptions.Multiline).Groups[1].Value;
        var entry = Regex.Match(Repository.Read("deploy/Dockerfile"), @"ENTRYPOINT \[""dotnet"", ""/app/(.+)""\]\nCMD \[""(\w+)""\]");
        var folder = Directory.CreateTempSubdirectory("kelvin-publish-").FullName;
        // Where all is built already, as in ./test, the web app is in it too.
        var web = Environment.GetEnvironmentVariable("KELVIN_TESTS") is null ? " -p:SkipWeb=true" : "";
        var (code, output) = Shell.Run($"{publish} -o {folder}{web}", seconds: 900);
        Assert.True(code == 0, output);

        var port = Ports.Free();
        var asks = $"for i in $(seq 600); do sleep 0.2; (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null && echo it answers && break; done";
        var (_, said) = Shell.Run($"Kelvin__Store={folder}/kelvin.db ASPNETCORE_URLS=http://127.0.0.1:{port} timeout 300 dotnet {folder}/{entry.Groups[1].Value} {entry.Groups[2].Value} & server=$!; ({asks}); kill $server; wait $server", folder, seconds: 400);
        Assert.Contains("it answers", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Compose_has_three_nodes_that_are_alike_behind_the_balancer()
    {
        var services = Services();
        var nodes = services.Keys.Where(name => name.StartsWith("node", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, nodes.Count);
        Assert.All(nodes, node => Assert.Equal(((Dictionary<object, object>)services[nodes[0]])["environment"], ((Dictionary<object, object>)services[node])["environment"]));
        var balanced = Regex.Match(Repository.Read("deploy/Caddyfile"), "reverse_proxy (.*) {").Groups[1].Value;
        Assert.Equal(nodes.Select(node => node + ":5080"), balanced.Split(' '));
        Assert.Contains("EXPOSE 5080", Repository.Read("deploy/Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_that_is_set_exists_and_every_file_that_is_named_is_there()
    {
        var compose = Repository.Read("deploy/compose.yaml");
        var named = Regex.Matches(compose + Repository.Read("deploy/Dockerfile") + Repository.Read("deploy/kelvin.service"), @"\bKelvin__(\w+)").Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Rule.NeverBrokenBy(named.Where(name => !IsSetting(typeof(KelvinSettings), name.Split("__"))));
        var files = Regex.Matches(compose, @"dockerfile: (\S+)|- \./([^:\s]+):").Select(match => match.Groups[1].Success ? match.Groups[1].Value : "deploy/" + match.Groups[2].Value).ToList();
        Assert.NotEmpty(files);
        Rule.NeverBrokenBy(files.Where(file => !Repository.Exists(file)));
    }

    [Fact]
    public void Systemd_has_nothing_against_the_unit()
    {
        var folder = Directory.CreateTempSubdirectory("kelvin-unit-").FullName;
        var unit = Path.Combine(folder, "kelvin.service");
        File.WriteAllText(unit, Regex.Replace(Repository.Read("deploy/kelvin.service"), "ExecStart=/opt/kelvin/kelvin", "ExecStart=/bin/true"));
        var (code, output) = Shell.Run($"command -v systemd-analyze >/dev/null || exit 77; systemd-analyze verify {unit}");
        Directory.Delete(folder, recursive: true);
        Assert.SkipWhen(code == 77, "systemd-analyze is not there");
        Assert.Equal((0, ""), (code, output.Trim()));
    }

    private static bool IsSetting(Type type, string[] path)
    {
        if (path.Length == 0) return true;
        if (int.TryParse(path[0], System.Globalization.CultureInfo.InvariantCulture, out _)) return typeof(System.Collections.IList).IsAssignableFrom(type);
        return type.GetProperty(path[0], BindingFlags.Public | BindingFlags.Instance) is { } property && IsSetting(property.PropertyType, path[1..]);
    }

    private static Dictionary<string, object> Services()
    {
        var parser = new MergingParser(new Parser(new StringReader(Repository.Read("deploy/compose.yaml"))));
        var compose = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
        return ((Dictionary<object, object>)compose["services"]).ToDictionary(service => (string)service.Key, service => service.Value);
    }
}
