using Xunit;

namespace Kelvin.Server.Tests.House;

internal static class Rule
{
    /// <summary>Fails with every offender on a line of its own, so that one run shows all there is to mend.</summary>
    public static void NeverBrokenBy(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
