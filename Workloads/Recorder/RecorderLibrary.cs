using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace AllocSim.Workloads.Recorder;

/// <summary>The library that is loaded into a recorded program: its source is part of this assembly, and gcc builds it at first use into a cache folder.</summary>
public static class RecorderLibrary
{
    private const string Source = "AllocSim.Workloads.Recorder.allocsim_recorder.c";

    /// <summary>The library, built when the cache does not hold it yet.</summary>
    /// <param name="cache">The cache folder; made where it is missing.</param>
    /// <param name="withXCalls">Whether jemalloc's own calls are caught too. Only for a program that uses them: their presence tells a program that it runs on jemalloc.</param>
    /// <returns>Path of the library.</returns>
    /// <exception cref="IOException">gcc is missing, or fails.</exception>
    public static string Build(string cache, bool withXCalls)
    {
        byte[] source = ReadSource();
        string digest = Convert.ToHexStringLower(SHA256.HashData(source))[..16];
        Directory.CreateDirectory(cache);
        string library = Path.Combine(cache, $"recorder-{digest}{(withXCalls ? "-x" : "")}.so");
        if (File.Exists(library))
        {
            return library;
        }

        string code = Path.Combine(cache, $"recorder-{digest}.c");
        string building = string.Create(CultureInfo.InvariantCulture, $"{library}.{Environment.ProcessId}");
        File.WriteAllBytes(code, source);
        string[] options = ["-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-fno-builtin", "-o", building, code, "-ldl", "-pthread"];
        Compile(withXCalls ? ["-DALLOCSIM_X_CALLS", .. options] : options);
        File.Move(building, library, overwrite: true);
        return library;
    }

    /// <summary>Whether a program's file mentions jemalloc's own calls.</summary>
    public static bool UsesXCalls(string program)
    {
        if (!File.Exists(program))
        {
            return false;
        }

        using FileStream file = File.OpenRead(program);
        byte[] buffer = new byte[1 << 20];
        int kept = 0;
        for (int read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            Span<byte> bytes = buffer.AsSpan(0, kept + read);
            if (bytes.IndexOf("\0mallocx\0"u8) >= 0)
            {
                return true;
            }

            kept = Math.Min(16, bytes.Length);
            bytes[^kept..].CopyTo(buffer);
        }

        return false;
    }

    private static byte[] ReadSource()
    {
        using Stream stream = typeof(RecorderLibrary).Assembly.GetManifestResourceStream(Source)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static void Compile(string[] arguments)
    {
        try
        {
            using Process gcc = Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true })!;
            string said = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            if (gcc.ExitCode != 0)
            {
                throw new IOException("gcc cannot build the recorder: " + said.ReplaceLineEndings(" "));
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException("gcc is missing, which builds the recorder; install the packages gcc and libc6-dev", e);
        }
    }
}
