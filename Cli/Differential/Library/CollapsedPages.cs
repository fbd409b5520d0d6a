using System.Globalization;

namespace AllocSim.Cli.Differential.Library;

/// <summary>How often the kernel's own thread (khugepaged) has joined pages to a huge one, in any process. It does so when it comes by, every ten seconds, and no call of a library has to do with it.</summary>
internal static class CollapsedPages
{
    private const string CountPath = "/sys/kernel/mm/transparent_hugepage/khugepaged/pages_collapsed";

    /// <summary>The count so far; 0 where the kernel does not tell.</summary>
    public static long Count()
    {
        try
        {
            return long.TryParse(File.ReadAllText(CountPath), NumberStyles.Integer, CultureInfo.InvariantCulture, out long count) ? count : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
