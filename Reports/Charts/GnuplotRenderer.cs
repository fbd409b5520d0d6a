using System.ComponentModel;
using System.Diagnostics;

namespace AllocSim.Reports.Charts;

/// <summary>Draws with gnuplot (Debian package gnuplot-nox, terminal pngcairo).</summary>
public sealed class GnuplotRenderer : IChartRenderer
{
    private readonly string _program;
    private string? _missing;
    private bool _isProbed;

    /// <summary>Makes a renderer.</summary>
    /// <param name="program">Name or path of the program.</param>
    public GnuplotRenderer(string program = "gnuplot")
    {
        _program = program;
    }

    /// <inheritdoc/>
    public string? Missing
    {
        get
        {
            if (!_isProbed)
            {
                _isProbed = true;
                _missing = Probe();
            }

            return _missing;
        }
    }

    /// <inheritdoc/>
    public void Render(Chart chart, string directory)
    {
        WriteData(chart, directory);
        if (chart is LineChart lines && DashedLines.Of(lines) is { } dashed)
        {
            WriteData(dashed, directory);
        }

        string script = chart.Name + ".gp";
        File.WriteAllText(Path.Combine(directory, script), GnuplotScript.For(chart));
        if (Missing is not null)
        {
            return;
        }

        (int exit, string complaint) = Run(directory, script);
        if (exit != 0)
        {
            throw new ChartException($"gnuplot failed on {script}: {complaint.Trim().ReplaceLineEndings(" ")}");
        }
    }

    private static void WriteData(Chart chart, string directory)
    {
        using FileStream data = File.Create(Path.Combine(directory, chart.Name + ".csv"));
        ChartData.Write(data, chart);
    }

    private string? Probe()
    {
        try
        {
            return Run(".", "--version").Exit == 0 ? null : $"{_program} does not run: charts are written as scripts and data only";
        }
        catch (Win32Exception)
        {
            return "gnuplot is missing: install the package gnuplot-nox to get charts as PNG (scripts and data are written)";
        }
    }

    private (int Exit, string Complaint) Run(string directory, string argument)
    {
        ProcessStartInfo start = new(_program, [argument]) { WorkingDirectory = directory, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start) ?? throw new ChartException($"{_program} cannot be started");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string complaint = process.StandardError.ReadToEnd();
        output.Wait();
        process.WaitForExit();
        return (process.ExitCode, complaint);
    }
}
