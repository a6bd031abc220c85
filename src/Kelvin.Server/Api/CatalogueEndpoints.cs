using System.ComponentModel;
using Kelvin.Scoring.Values;
using Kelvin.Server.Catalogue;
using Kelvin.Storage;
using Kelvin.Storage.Catalogue;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record FieldView(
    string Path, [property: Description("text, number, boolean, array, object or null")] IReadOnlyList<string> Types,
    [property: Description("About how many different values there are, of those that were looked into.")] long Distinct,
    [property: Description("In how many events it was, of those that were looked into.")] long Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen,
    [property: Description("Values that many leads have.")] IReadOnlyList<Value> Examples);

internal sealed record CatalogueEvent(string Name, long Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, IReadOnlyList<FieldView> Properties);

internal sealed record CatalogueView(IReadOnlyList<CatalogueEvent> Events, IReadOnlyList<FieldView> Traits, IReadOnlyList<FieldView> AccountTraits);

/// <summary>What comes in: names of events, their properties, traits.</summary>
internal static class CatalogueEndpoints
{
    private static readonly (ValueKind Kind, string Word)[] Words =
        [(ValueKind.Text, "text"), (ValueKind.Number, "number"), (ValueKind.False, "boolean"), (ValueKind.True, "boolean"), (ValueKind.Array, "array"), (ValueKind.Object, "object"), (ValueKind.Null, "null")];

    public static void MapCatalogue(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/catalogue", Get).WithTags("Plans").WithSummary("Which events, properties and traits come in, with types, examples, how often and since when");

    private static async Task<Ok<CatalogueView>> Get(EventCatalogue catalogue, Store store)
    {
        await catalogue.Write();
        using var snapshot = store.Read();
        var rows = store.Catalogue.All(snapshot);
        var properties = rows.Where(row => row.Kind == CatalogueKind.Property).ToLookup(row => row.Name, StringComparer.Ordinal);
        return TypedResults.Ok(new CatalogueView(
            [.. rows.Where(row => row.Kind == CatalogueKind.Event).OrderByDescending(row => row.Count)
                .Select(row => new CatalogueEvent(row.Name, row.Count, Instants.Of(row.FirstSeen), Instants.Of(row.LastSeen), [.. properties[row.Name].Select(Field)]))],
            [.. rows.Where(row => row.Kind == CatalogueKind.Trait).Select(Field)], [.. rows.Where(row => row.Kind == CatalogueKind.AccountTrait).Select(Field)]));
    }

    private static FieldView Field(CatalogueRow row) => new(
        row.Path, [.. Words.Where(word => (row.Types >> (int)word.Kind & 1) != 0).Select(word => word.Word).Distinct(StringComparer.Ordinal)],
        CatalogueEntry.Distinct(row.Registers), row.Count, Instants.Of(row.FirstSeen), Instants.Of(row.LastSeen), [.. ValueReader.Read(row.Examples).AsArray]);
}
