using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Simulator.Machine;
using AllocSim.Tests.Jemalloc.Differential;

namespace AllocSim.Tests.Jemalloc.Goldens;

/// <summary>The text of a golden: what the run depended on, then its files, as they are or as digests.</summary>
/// <remarks>
/// <code>
/// environment: thread 0 tsd 0x7ffff7dd1a60
/// addresses.txt 3000 0f1e2d3c4b5a6978      digest of the lines of operations 3000 to 3999
/// addresses.txt: 12 7effff002000           a line, where all are kept
/// stats.json 0 0f1e2d3c4b5a6978            digest of the whole file
/// </code>
/// </remarks>
internal static class GoldenText
{
    private const int BlockOperations = 1_000;
    private const int DigestBytes = 8;
    private const string EnvironmentLine = "environment: ";

    /// <summary>The text for a run.</summary>
    /// <param name="environment">The oracle's environment.txt.</param>
    /// <param name="trace">The trace's bytes, so that a golden is not held against another trace.</param>
    /// <param name="files">What the run wrote.</param>
    /// <param name="isWhole">Whether every line is kept.</param>
    public static string Of(string environment, ReadOnlySpan<byte> trace, RunFiles files, bool isWhole)
    {
        var text = new StringBuilder();
        foreach (string line in environment.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(EnvironmentLine).Append(line).Append('\n');
        }

        text.Append("trace ").Append(Digest(trace)).Append('\n');
        foreach (string name in files.Names)
        {
            if (isWhole)
            {
                AddLines(text, name, files[name]);
            }
            else if (name.StartsWith("stats", StringComparison.Ordinal) || name.EndsWith(ProfileText.Ending, StringComparison.Ordinal) || name.EndsWith(ProfileText.LogEnding, StringComparison.Ordinal))
            {
                AddDigest(text, name, 0, files[name]);
            }
            else
            {
                AddBlocks(text, name, files[name]);
            }
        }

        return text.ToString();
    }

    /// <summary>The environment.txt that a golden was made with.</summary>
    public static string EnvironmentOf(string golden) => string.Concat(golden.Split('\n')
        .Where(line => line.StartsWith(EnvironmentLine, StringComparison.Ordinal))
        .Select(line => line[EnvironmentLine.Length..] + "\n"));

    /// <summary>The machine that a golden was made on.</summary>
    public static MachineOptions MachineOf(string golden)
    {
        using var reader = new StringReader(EnvironmentOf(golden));
        return MachineEnvironment.Read(reader, "golden").Machine;
    }

    // The statistics are one line; broken up, a change can be read.
    private static void AddLines(StringBuilder text, string name, string content)
    {
        foreach (string line in content.Replace("},", "},\n", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(name).Append(": ").Append(line).Append('\n');
        }
    }

    private static void AddBlocks(StringBuilder text, string name, string content)
    {
        int start = 0;
        long block = 0;
        for (int at = 0; at < content.Length;)
        {
            int space = content.IndexOf(' ', at);
            long mine = long.Parse(content.AsSpan(at, space - at), NumberStyles.None, CultureInfo.InvariantCulture) / BlockOperations;
            if (mine != block && at > start)
            {
                AddDigest(text, name, block * BlockOperations, content.AsSpan(start, at - start));
                start = at;
            }

            block = mine;
            at = content.IndexOf('\n', at) + 1;
        }

        AddDigest(text, name, block * BlockOperations, content.AsSpan(start));
    }

    private static void AddDigest(StringBuilder text, string name, long index, ReadOnlySpan<char> content)
    {
        byte[] bytes = new byte[content.Length];
        Encoding.ASCII.GetBytes(content, bytes);
        text.Append(CultureInfo.InvariantCulture, $"{name} {index} {Digest(bytes)}\n");
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, DigestBytes));
}
