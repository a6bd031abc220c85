using System.CommandLine;
using System.Text.Json;

namespace Kelvin.Bench;

/// <summary><c>walk</c>: reads every token of a file of JSON lines and does nothing with it. The least that any reader of it must do.</summary>
internal static class Walk
{
    private const int BlockBytes = 1 << 20;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "JSON, one object a line." };
        var command = new Command("walk", "Merely walks the JSON of a file.") { file };
        command.SetAction(asked =>
        {
            var (lines, tokens) = File(asked.GetValue(file)!);
            Console.WriteLine($"{lines:N0} lines, {tokens:N0} tokens");
            return 0;
        });
        return command;
    }

    private static (long Lines, long Tokens) File(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var block = new byte[BlockBytes];
        long lines = 0, tokens = 0;
        int kept = 0, read;
        while ((read = stream.Read(block, kept, block.Length - kept)) > 0)
        {
            var rest = block.AsSpan(0, kept + read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                tokens += TokensOf(rest[..end]);
                lines++;
            }
            if (rest.Length == block.Length) throw new InvalidDataException($"A line is longer than {BlockBytes:N0} bytes.");
            rest.CopyTo(block);
            kept = rest.Length;
        }
        return (lines, tokens);
    }

    private static long TokensOf(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        long tokens = 0;
        while (reader.Read()) tokens++;
        return tokens;
    }
}
