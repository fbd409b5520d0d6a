using System.IO.Compression;

namespace AllocSim.Tests.Jemalloc;

/// <summary>Outputs of the real library that are embedded in the tests.</summary>
internal static class GoldenFile
{
    /// <summary>Opens a file, unpacked.</summary>
    public static Stream Open(string name) => new GZipStream(typeof(GoldenFile).Assembly.GetManifestResourceStream(name + ".gz")!, CompressionMode.Decompress);

    /// <summary>The text of a file.</summary>
    public static string Read(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }
}
