using System.Diagnostics;
using System.Globalization;
using AllocSim.Workloads.Digests;

namespace AllocSim.Workloads.Native;

/// <summary>The parts of this program that are written in C: gcc builds them at first use into a cache folder, by the digest of their source.</summary>
public static class NativeBuild
{
    private static readonly Lock OneAtATime = new();

    /// <summary>What was built from a source, built now when the cache does not hold it yet.</summary>
    /// <param name="cache">The cache folder; made where it is missing.</param>
    /// <param name="name">What it is called, in messages and in the cache.</param>
    /// <param name="source">The C source.</param>
    /// <param name="suffix">What its file name ends with; tells variants apart.</param>
    /// <param name="options">What gcc is given beside the file names.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">gcc is missing, or fails.</exception>
    public static string Build(string cache, string name, byte[] source, string suffix, params string[] options)
    {
        string digest = Sha256Digest.Of(source)[..16];
        Directory.CreateDirectory(cache);
        string built = Path.Combine(cache, $"{name}-{digest}{suffix}");
        if (File.Exists(built))
        {
            return built;
        }

        lock (OneAtATime)
        {
            return File.Exists(built) ? built : BuildNow(name, source, Path.Combine(cache, $"{name}-{digest}.c"), built, options);
        }
    }

    // Called by one thread of this process at a time; another process builds under a name of its own.
    private static string BuildNow(string name, byte[] source, string code, string built, string[] options)
    {
        string building = string.Create(CultureInfo.InvariantCulture, $"{built}.{Environment.ProcessId}");
        File.WriteAllBytes(code, source);
        Compile(name, ["-O2", .. options, "-o", building, code, "-ldl", "-pthread"]);
        File.Move(building, built, overwrite: true);
        return built;
    }

    /// <summary>A source that is part of an assembly.</summary>
    public static byte[] Read(System.Reflection.Assembly home, string resource)
    {
        using Stream stream = home.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static void Compile(string name, string[] arguments)
    {
        try
        {
            using Process gcc = Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true })!;
            string said = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            if (gcc.ExitCode != 0)
            {
                throw new IOException($"gcc cannot build the {name}: {said.ReplaceLineEndings(" ")}");
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"gcc is missing, which builds the {name}; install the packages gcc and libc6-dev", e);
        }
    }
}
