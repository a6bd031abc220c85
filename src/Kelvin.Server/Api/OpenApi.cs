using Kelvin.Scoring.Values;
using Kelvin.Server.Access;
using Kelvin.Server.Ingest;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Kelvin.Server.Api;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, made from the endpoints themselves.</summary>
internal static class OpenApi
{
    private const string TokenScheme = "token";
    private const string KeyScheme = "writeKey";

    public static void Set(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Kelvin", Version = "v1", Description = "Tracking as Segment's clients speak it, and management under /api." };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [TokenScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token of the management API." },
                [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "A source's write key as the user, and an empty password." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.OperationId = OperationId(context.Description.HttpMethod!, context.Description.RelativePath!);
            foreach (var text in context.Description.ActionDescriptor.EndpointMetadata.OfType<PathText>())
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter { Name = text.Name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            }
            foreach (var other in context.Description.ActionDescriptor.EndpointMetadata.OfType<AlsoAnswers>())
            {
                var answer = ((OpenApiResponse)operation.Responses!["200"]).Content!["application/json"];
                answer.Schema = new OpenApiSchema { OneOf = [answer.Schema!, new OpenApiSchemaReference(other.Shape.Name, context.Document)] };
            }
            var route = $"{context.Description.HttpMethod} {Pattern(context.Description.ActionDescriptor)}";
            var scheme = AccessTable.Of(route) switch { Caller.WriteKey or Caller.Pixel => KeyScheme, Caller.Anyone => null, _ => TokenScheme };
            if (scheme is null) return Task.CompletedTask;
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
            if (scheme == TokenScheme) operation.Responses!.TryAdd("403", new OpenApiResponse { Description = "The member's role is too small for this." });
            operation.Responses!.TryAdd("401", new OpenApiResponse { Description = "No key or token, or an unknown one." });
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(async (schema, context, cancellation) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            var orNull = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is null ? default : JsonSchemaType.Null;
            if (type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String | orNull, "date-time");
            if (type == typeof(Value)) schema.Description = "Any JSON value.";
            if (type == typeof(JsonObject)) (schema.Type, schema.AdditionalPropertiesAllowed) = (JsonSchemaType.Object | orNull, true);
            if (type == typeof(Explained))
            {
                var written = await context.GetOrCreateSchemaAsync(typeof(ExplainedScore), null, cancellation);
                (schema.Type, schema.Properties, schema.Required) = (written.Type, written.Properties, written.Required);
            }
        });
    }

    private static string Pattern(Microsoft.AspNetCore.Mvc.Abstractions.ActionDescriptor action) =>
        "/" + action.EndpointMetadata.OfType<RoutePatternName>().Single().Pattern.Trim('/');

    /// <summary><c>GET api/leads/{id}/events</c> becomes <c>getLeadsIdEvents</c>: stable names for generated clients.</summary>
    private static string OperationId(string method, string path) =>
        method.ToLowerInvariant() + string.Concat(path.Split('/', '{', '}', ':', '.', '?').Where(part => part is not ("" or "api" or "int")).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}

/// <summary>The pattern of an endpoint as it was mapped, with its constraints; the description of it leaves them out.</summary>
internal sealed record RoutePatternName(string Pattern);

/// <summary>An endpoint whose parameters choose between two shapes of its answer: the other one, which another endpoint answers with too.</summary>
internal sealed record AlsoAnswers(Type Shape);
