using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AllocSim.Workloads.Recorder;

/// <summary>Asks binutils' addr2line what lies at offsets of a file.</summary>
internal static class Addr2Line
{
    /// <summary>Names of what lies at each offset.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offsets">Offsets as the file counts addresses.</param>
    /// <returns>A name each, empty where there is none; null when addr2line is missing.</returns>
    public static string[]? Names(string path, IReadOnlyList<ulong> offsets)
    {
        string[] names = new string[offsets.Count];
        Array.Fill(names, "");
        if (!File.Exists(path))
        {
            return names;
        }

        var start = new ProcessStartInfo("addr2line", ["-f", "-C", "-e", path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> complaints = process.StandardError.ReadToEndAsync();
            Task asked = Task.Run(() => Ask(process, offsets));
            for (int i = 0; i < names.Length && process.StandardOutput.ReadLine() is { } function; i++)
            {
                names[i] = Name(function, process.StandardOutput.ReadLine() ?? "", path);
            }

            asked.Wait();
            complaints.Wait();
            process.WaitForExit();
            return names;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static void Ask(Process process, IReadOnlyList<ulong> offsets)
    {
        try
        {
            foreach (ulong offset in offsets)
            {
                process.StandardInput.WriteLine(offset.ToString("x", CultureInfo.InvariantCulture));
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended, because the file is none that it can read.
        }
    }

    /// <summary>The function, and the source line or else the file that it is in.</summary>
    private static string Name(string function, string place, string path)
    {
        if (function is "??" or "")
        {
            return "";
        }

        string line = place.Split(" (", 2)[0];
        return line.StartsWith("??", StringComparison.Ordinal) || line.EndsWith('?') || line.Length == 0
            ? $"{function} ({Path.GetFileName(path)})"
            : $"{function} ({line[(line.LastIndexOf('/') + 1)..]})";
    }
}
