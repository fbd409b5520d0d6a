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
        ("allocator,num_allocations,size,tid", "", "memray's table of sums (transform csv)"),
        ("📏 Total allocations", "", "memray's statistics"),
        ("{\"total_num_allocations\"", "", "memray's statistics"),
        ("{\"version\": 0, \"costs\"", "", "a profile for gprof2dot"),
        ("{\"$schema\"", "speedscope", "a profile for speedscope"),
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

        if (Tool(head) is { } tool)
        {
            return tool;
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
            if (start.StartsWith(Encoding.UTF8.GetBytes(sign)) && head.IndexOf(Encoding.UTF8.GetBytes(second)) >= 0)
            {
                return $"is {what} and {NoCalls}{(what.Contains("malloc_stats_print", StringComparison.Ordinal) ? Fit : "")}";
            }
        }

        return IsStrace(head) ? $"is strace's output: it {NoCalls}; ltrace shows calls of malloc" : null;
    }

    /// <summary>Recordings in forms that only their own programs read, and what makes a trace of them.</summary>
    private static string? Tool(ReadOnlySpan<byte> head)
    {
        bool isLz4 = head.StartsWith("\u0004\"M\u0018"u8);
        if (head.StartsWith("memray\0"u8) || (isLz4 && head[..Math.Min(head.Length, 64)].IndexOf("memray"u8) > 0))
        {
            return "is memray's own file; memray parse FILE > FILE.txt makes a trace of it";
        }

        if (isLz4)
        {
            return "is packed by lz4; unpack it first (lz4 -d), or pack it by zstd, xz or gzip";
        }

        if (head.StartsWith("uftrace file header: magic"u8) || head.StartsWith("Ftrace!\0"u8))
        {
            return "is uftrace's recording thread by thread; uftrace dump --chrome > FILE.json makes a trace of it, with times and threads in their order";
        }

        // One chunk in lz4, in which the header stands as it is: the machine's name among what is not text.
        return head.Length > 64 && head[0] == 1 && head[..64].IndexOf((byte)0) > 0 && head[..Math.Min(head.Length, 2048)] is var first && (first.IndexOf("x86_64"u8) > 0 || first.IndexOf("aarch64"u8) > 0)
            ? "is bytehound's own file, as it seems; bytehound export-heaptrack FILE -o FILE.txt makes a trace of it, and /data/ID/allocations of bytehound server one with threads"
            : null;
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
