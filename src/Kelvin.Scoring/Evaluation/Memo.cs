namespace Kelvin.Scoring.Evaluation;

/// <summary>Points by the number of a trait's value, computed once each. Safe for many threads: to compute twice gives the same.</summary>
internal sealed class Memo
{
    private volatile double[] known = [];

    public bool TryGet(int number, out double points)
    {
        var seen = known;
        points = (uint)number < (uint)seen.Length ? seen[number] : double.NaN;
        return !double.IsNaN(points);
    }

    public void Keep(int number, double points)
    {
        if (number < 0) return;
        var seen = known;
        if (number >= seen.Length)
        {
            var larger = new double[Math.Max(16, Math.Max(number + 1, seen.Length * 2))];
            Array.Fill(larger, double.NaN);
            seen.CopyTo(larger, 0);
            // Of two threads that grow it at once one loses what the other has kept; it will be computed again.
            known = seen = larger;
        }
        seen[number] = points;
    }
}
