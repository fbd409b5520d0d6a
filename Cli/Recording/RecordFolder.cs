using System.Globalization;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Recorder;

namespace AllocSim.Cli.Recording;

/// <summary>The folder with the recorder's own files of one recording, beside the trace that will be made of them.</summary>
/// <param name="path">The folder.</param>
internal sealed class RecordFolder(string path)
{
    private const string SessionFile = "session";
    private const string RawPrefix = "raw";

    /// <summary>What the folder is called.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>What the recorder's files are called, without process and number.</summary>
    public string Prefix => Path.Combine(FullPath, RawPrefix);

    /// <summary>The folder for a trace.</summary>
    public static RecordFolder For(string output) => new(Path.GetFullPath(output) + ".parts");

    /// <summary>Notes what a later --finish needs to know.</summary>
    /// <param name="output">The trace to write.</param>
    /// <param name="process">The program's process; 0 before it is known.</param>
    /// <remarks>Written over what was noted before, of the same length: a disk that has become full meanwhile has room for it.</remarks>
    public void Note(string output, int process)
    {
        using FileStream file = new(Path.Combine(FullPath, SessionFile), FileMode.OpenOrCreate, FileAccess.Write);
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(output)}\n{process:D10}\n")));
    }

    /// <summary>What was noted; an empty trace and 0 where nothing was.</summary>
    public (string Output, int Process) Noted()
    {
        string file = Path.Combine(FullPath, SessionFile);
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        return lines.Length == 2 && int.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? (lines[0], process) : ("", 0);
    }

    /// <summary>The recorder's files with their headers, by process and the order of its images. One that the recorder had only begun is left out.</summary>
    public List<RecordedImage> Images()
    {
        List<RecordedImage> images = [];
        foreach (string file in Directory.GetFiles(FullPath, RawPrefix + ".*").Where(f => !f.EndsWith(FrameNames.MapsEnding, StringComparison.Ordinal)))
        {
            string[] parts = Path.GetFileName(file).Split('.');
            if (parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && TryHeader(file) is { } header)
            {
                images.Add(new RecordedImage(file, process, number, header));
            }
        }

        return [.. images.OrderBy(image => image.Header.StartUnixNs).ThenBy(image => image.Process).ThenBy(image => image.Number)];
    }

    /// <summary>Recorded processes that still run.</summary>
    public int CountRunning() => Directory.Exists(FullPath) ? Images().Select(image => image.Process).Distinct().Count(IsRunning) : 0;

    private static RecordingHeader? TryHeader(string file)
    {
        try
        {
            return RecordingHeader.Read(file);
        }
        catch (TraceFormatException)
        {
            return null;
        }
    }

    // A process that has ended and that nobody has waited for is a zombie: Z behind the name, which may hold brackets itself.
    private static bool IsRunning(int process)
    {
        try
        {
            string state = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            int at = state.LastIndexOf(')') + 2;
            return at < state.Length && state[at] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
