using System.IO.Compression;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>Opens a file for reading, unpacking gzip where the content starts with its magic; the name does not matter.</summary>
public static class TraceStream
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a file.</summary>
    /// <exception cref="TraceFormatException">There is no such file, or it cannot be read.</exception>
    public static Stream Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new TraceFormatException($"{path}: is a directory; a trace file is needed");
            }

            return Unpack(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TraceFormatException($"{path}: there is no such file; name a trace that exists", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TraceFormatException($"{path}: cannot be opened ({OneLine(e.Message)}); name a readable file", e);
        }
    }

    /// <summary>Unpacks a stream that holds gzip, and hands through one that does not.</summary>
    public static Stream Unpack(Stream stream)
    {
        byte[] head = new byte[2];
        int count = stream.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        Stream whole;
        if (stream.CanSeek)
        {
            stream.Position -= count;
            whole = stream;
        }
        else
        {
            whole = new PrefixedStream(head.AsMemory(0, count), stream);
        }

        return count == 2 && head[0] == 0x1f && head[1] == 0x8b ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>A message of the framework without line breaks.</summary>
    internal static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
