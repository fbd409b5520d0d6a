using System.Text;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import;

/// <summary>Knows files that people have in hand and that hold no calls: what they are, and what can be done instead.</summary>
internal static class NotATrace
{
    private const string NoCalls = "has no calls in it, so that it cannot be replayed; needed is a recording (allocsim record -- PROGRAM), a trace in a known form, the CSV form, or a description of a workload (.yaml)";

    private const string Fit = "; trace fit makes such a description of it, and diagnose says what is out of the norm";

    private static readonly (string Sign, string Second, string What)[] Starts =
    [
        ("heap_v2/", "", "a heap profile of jemalloc"),
        ("heap profile:", "", "a heap profile of gperftools"),
        ("desc:", "time_unit:", "Massif's output"),
        ("{\"dhatFileVersion\"", "", "DHAT's output"),
        ("{\"jemalloc\"", "", "a dump of malloc_stats_print, as JSON,"),
        ("<malloc version=", "", "a dump of glibc's malloc_info"),
        ("PERFILE2", "", "a file of perf record"),
        ("!<arch>", "", "an archive of object files"),
        ("%PDF-", "", "a PDF document"),
        ("<!DOCTYPE", "", "a web page"),
        ("<html", "", "a web page"),
        ("#!", "", "a script"),
    ];

    private static readonly string[] SystemCalls = ["brk", "mmap", "munmap", "execve", "openat", "access", "read", "write", "close", "fstat", "newfstatat", "mprotect", "pread64", "arch_prctl", "set_tid_address", "futex", "clone", "clone3", "rt_sigaction", "ioctl"];

    /// <summary>What a file is and what would do instead; null where its first bytes are not those of such a file.</summary>
    /// <param name="head">The first bytes.</param>
    public static string? Recognise(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\u007fELF"u8))
        {
            return "is an executable file or a library; to record what a program allocates: allocsim record -- PROGRAM ARGUMENTS";
        }

        if (head.StartsWith("ASREC1\n"u8))
        {
            return "is the recorder's own file; allocsim record --finish FOLDER.parts makes traces of the folder that it is in";
        }

        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return "is text in UTF-16; write it as UTF-8";
        }

        if (head.IndexOf("___ Begin jemalloc statistics ___"u8) >= 0)
        {
            return "is a dump of malloc_stats_print and " + NoCalls + Fit;
        }

        ReadOnlySpan<byte> start = head.TrimStart(" \t\r\n"u8);
        foreach ((string sign, string second, string what) in Starts)
        {
            if (start.StartsWith(Encoding.ASCII.GetBytes(sign)) && head.IndexOf(Encoding.ASCII.GetBytes(second)) >= 0)
            {
                return $"is {what} and {NoCalls}{(what.Contains("malloc_stats_print", StringComparison.Ordinal) ? Fit : "")}";
            }
        }

        return IsStrace(head) ? $"is strace's output: it {NoCalls}; ltrace shows calls of malloc" : null;
    }

    /// <summary>Lines of system calls, and none of the malloc family: it looks like ltrace's output.</summary>
    private static bool IsStrace(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> line = Formats.CallsPrefix.Of(Head.FirstLine(head)).Call;
        int open = line.IndexOf((byte)'(');
        return open > 0 && SystemCalls.Contains(Encoding.ASCII.GetString(line[..open])) && !Head.AnyLine(head, HasFamily);
    }

    private static bool HasFamily(byte[] line)
    {
        ReadOnlySpan<byte> call = Formats.CallsPrefix.Of(line).Call;
        int open = call.IndexOf((byte)'(');
        return open > 0 && CallBook.IsFamily(call[..open]);
    }
}
