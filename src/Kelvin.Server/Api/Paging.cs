using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Kelvin.Server.Access;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Api;

/// <summary>Pages of a list: how many, and from where on. A cursor is opaque to callers, and what is wrong in one is refused.</summary>
internal static class Paging
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 500;
    private const int LongestCursor = 400;

    /// <summary>Null and a problem when the limit is not one.</summary>
    public static int? Limit(int? asked) => asked switch { null => DefaultLimit, >= 1 and <= MostLimit => asked, _ => null };

    public static IResult LimitProblem() => Problem.Result(400, "limit-invalid", $"limit is 1 to {MostLimit}.");

    public static IResult CursorProblem() => Problem.Result(400, "cursor-invalid", "The cursor is none that this list gave.");

    public static string Cursor(params ReadOnlySpan<object> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(CultureInfo.InvariantCulture, $"{part}\n");
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text.ToString(0, text.Length - 1)));
    }

    public static bool TryRead(string? cursor, int parts, [NotNullWhen(true)] out string[]? read)
    {
        read = null;
        if (cursor is null || cursor.Length > LongestCursor || !Base64Url.IsValid(cursor)) return false;
        read = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n', parts);
        return read.Length == parts;
    }
}
