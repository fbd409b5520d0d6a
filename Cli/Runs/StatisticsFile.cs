using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Runs;

/// <summary>A file of statistics that an allocator printed.</summary>
internal static class StatisticsFile
{
    private const long SizeMax = 256 << 20;
    private const int HeadChars = 1 << 16;
    private const string LogLine = "{\"log\":\"";

    /// <summary>The beginning of a file; empty where it cannot be read as text.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    public static string Head(string path)
    {
        try
        {
            using Stream file = File.OpenRead(StandardInput.FileOf(path));
            using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using StreamReader reader = new(plain);
            char[] text = new char[HeadChars];
            return Unwrapped(new string(text, 0, reader.ReadBlock(text)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return "";
        }
    }

    /// <summary>Reads the whole of it.</summary>
    /// <param name="path">The file, plain or gzip; - for standard input.</param>
    /// <exception cref="UsageException">It is too large, or no gzip file as its name says.</exception>
    public static string Read(string path)
    {
        using Stream file = File.OpenRead(StandardInput.FileOf(path));
        if (file.CanSeek && file.Length > SizeMax)
        {
            throw new UsageException($"{path} is larger than {Quantity.Bytes(SizeMax)}: statistics are a few megabytes at most");
        }

        bool isPacked = path.EndsWith(".gz", StringComparison.Ordinal);
        using Stream plain = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(plain);
        char[] text = new char[1 << 16];
        StringBuilder all = new();
        try
        {
            for (int read = reader.Read(text); read > 0; read = reader.Read(text))
            {
                all.Append(text, 0, read);
                if (all.Length > SizeMax)
                {
                    throw new UsageException($"{path} is larger than {Quantity.Bytes(SizeMax)}: statistics are a few megabytes at most");
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new UsageException($"{path} is not a gzip file, although its name says so");
        }

        return Unwrapped(all.ToString());
    }

    /// <summary>The lines that a container printed, where the file is its log: a JSON object a line, whose member "log" is the line.</summary>
    private static string Unwrapped(string text)
    {
        if (!text.Contains(LogLine, StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder plain = new(text.Length);
        foreach (string line in text.Split('\n'))
        {
            plain.Append(Printed(line) ?? line + "\n");
        }

        return plain.ToString();
    }

    private static string? Printed(string line)
    {
        if (!line.StartsWith(LogLine, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            return entry.RootElement.GetProperty("log").GetString();
        }
        catch (JsonException)
        {
            return null; // Cut off.
        }
    }
}
