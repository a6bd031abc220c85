using System.Text;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>The same text as people and programs write it: padded, decomposed, in capitals.</summary>
public static class Spelling
{
    public static string Awkward(Dice dice, string text)
    {
        if (dice.Chance(0.6))
        {
            return text;
        }

        text = dice.Between(0, 3) switch
        {
            0 => text.ToUpperInvariant(),
            1 => text.Normalize(NormalizationForm.FormD),
            2 => text.ToLowerInvariant().Normalize(NormalizationForm.FormD),
            _ => text,
        };
        return dice.Chance(0.5) ? dice.One(" ", "\t", "\u00A0", "\u3000", "") + text + dice.One(" ", "\n", "\u2028", "") : text;
    }
}
