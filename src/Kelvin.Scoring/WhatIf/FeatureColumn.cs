namespace Kelvin.Scoring.WhatIf;

/// <summary>What was found of everybody for one feature, in the order of leads: a byte each where few different values occur.</summary>
internal sealed class FeatureColumn
{
    private const int CodesMost = 256;

    private readonly byte[]? codes;
    private readonly double[] values;

    private FeatureColumn(byte[]? codes, double[] values) => (this.codes, this.values) = (codes, values);

    public long Bytes => (codes?.LongLength ?? 0) + (values.LongLength * sizeof(double));

    /// <summary>The number of a value for each lead; null where there are too many values for that.</summary>
    public ReadOnlySpan<byte> Codes => codes;

    public bool IsCoded => codes is not null;

    /// <summary>By code if there are codes, else by lead.</summary>
    public ReadOnlySpan<double> Values => values;

    public double this[int lead] => codes is null ? values[lead] : values[codes[lead]];

    /// <summary>Takes what was found; the array is then the column's own.</summary>
    public static FeatureColumn Of(double[] found)
    {
        var known = new Dictionary<double, byte>();
        var coded = new byte[found.Length];
        var (last, lastCode) = (double.NaN, (byte)0);
        for (var i = 0; i < found.Length; i++)
        {
            var value = found[i];
            if (value != last)
            {
                if (!known.TryGetValue(value, out var code))
                {
                    if (known.Count == CodesMost) return new FeatureColumn(null, found);
                    known[value] = code = (byte)known.Count;
                }
                (last, lastCode) = (value, code);
            }
            coded[i] = lastCode;
        }
        var values = new double[known.Count];
        foreach (var (value, code) in known) values[code] = value;
        return new FeatureColumn(coded, values);
    }
}
