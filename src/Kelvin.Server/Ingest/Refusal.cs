using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Ingest;

/// <summary>Why a whole tracking request was not taken: a closed set. Items that are wrong one by one are no refusal.</summary>
internal sealed record Refusal(int Status, string Code, string Sentence)
{
    public static readonly Refusal KeyMissing = new(StatusCodes.Status401Unauthorized, "key-missing", "The request carries no write key.");
    public static readonly Refusal KeyWrong = new(StatusCodes.Status401Unauthorized, "key-wrong", "The write key is not known here.");
    public static readonly Refusal KeyPublic = new(StatusCodes.Status403Forbidden, "key-public", "This takes a server's write key (wk_…), not one that stands in web pages.");
    public static readonly Refusal NotSigned = new(StatusCodes.Status401Unauthorized, "not-signed", "The request is not signed with a key that is known here (Kelvin__Ingest__SendGridPublicKeys).");
    public static readonly Refusal NoReport = new(StatusCodes.Status400BadRequest, "no-report", "The body is no report of this provider: SendGrid sends an array, Postmark an object.");
    public static readonly Refusal EncodingUnknown = new(StatusCodes.Status415UnsupportedMediaType, "encoding-unknown", "Only gzip, or no Content-Encoding, is understood.");
    public static readonly Refusal GzipBroken = new(StatusCodes.Status400BadRequest, "gzip-broken", "The body is no gzip.");
    public static readonly Refusal BodyBroken = new(StatusCodes.Status400BadRequest, "body-broken", "The body could not be read.");
    public static readonly Refusal BodyTooSlow = new(StatusCodes.Status408RequestTimeout, "body-too-slow", "The body did not arrive in time.");
    public static readonly Refusal BodyTooLarge = new(StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is larger than is accepted.");
    public static readonly Refusal BatchTooLong = new(StatusCodes.Status413PayloadTooLarge, "batch-too-long", "The batch has more items than are accepted.");
    public static readonly Refusal SharedTooLarge = new(StatusCodes.Status413PayloadTooLarge, "shared-too-large", "The batch's own context or integrations are larger than is accepted.");
    public static readonly Refusal NotJson = new(StatusCodes.Status400BadRequest, "not-json", "The body is no JSON object.");
    public static readonly Refusal NoBatch = new(StatusCodes.Status400BadRequest, "no-batch", "The body has no array named batch.");
    public static readonly Refusal BatchEmpty = new(StatusCodes.Status400BadRequest, "batch-empty", "The batch is empty.");
    public static readonly Refusal TooMany = new(StatusCodes.Status429TooManyRequests, "too-many", "More came with this public key than is accepted in a minute.");
    public static readonly Refusal InboxFull = new(StatusCodes.Status429TooManyRequests, "inbox-full", "The server is behind; try again later.");
    public static readonly Refusal Busy = new(StatusCodes.Status429TooManyRequests, "busy", "The server holds too many bodies at once; try again later.");
    public static readonly Refusal CannotCommit = new(StatusCodes.Status503ServiceUnavailable, "cannot-commit", "What was sent cannot be stored just now; try again later.");

    public bool AsksToComeBack => Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;
}
