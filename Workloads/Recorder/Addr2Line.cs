using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AllocSim.Workloads.Recorder;

/// <summary>Asks binutils' addr2line what lies at offsets of a file.</summary>
internal static class Addr2Line
{
    /// <summary>Names of what lies at each offset: the function, and before it those that the compiler has put into it there, the innermost first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offsets">Offsets as the file counts addresses.</param>
    /// <returns>Names of each, none where nothing is known; null when addr2line is missing.</returns>
    public static IReadOnlyList<string>[]? Names(string path, IReadOnlyList<ulong> offsets)
    {
        List<string>[] names = [.. offsets.Select(_ => new List<string>())];
        if (!File.Exists(path))
        {
            return names;
        }

        var start = new ProcessStartInfo("addr2line", ["-a", "-i", "-f", "-C", "-e", path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        ElfFile? elf = ElfFile.TryRead(path);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> complaints = process.StandardError.ReadToEndAsync();
            Task asked = Task.Run(() => Ask(process, offsets));
            int at = -1;
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.StartsWith("0x", StringComparison.Ordinal))
                {
                    at++;
                }
                else if (process.StandardOutput.ReadLine() is { } place && at >= 0 && at < names.Length && Name(line, place, path, elf?.HasFunctionAt(offsets[at]) ?? true) is { Length: > 0 } name)
                {
                    names[at].Add(name);
                }
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

    /// <summary>The function, and the source line or else the file that it is in. Without a line it is the symbol before the address, which says something only where the address lies inside it.</summary>
    private static string Name(string function, string place, string path, bool isInside)
    {
        string line = place.Split(" (", 2)[0];
        bool hasLine = !line.StartsWith("??", StringComparison.Ordinal) && !line.EndsWith('?') && line.Length > 0;
        return function is "??" or "" || (!hasLine && !isInside) ? ""
            : hasLine ? $"{function} ({line[(line.LastIndexOf('/') + 1)..]})" : $"{function} ({Path.GetFileName(path)})";
    }
}
