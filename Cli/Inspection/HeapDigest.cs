using System.Text;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Workloads.Digests;

namespace AllocSim.Cli.Inspection;

/// <summary>A digest of all that views show of a heap, and of the pages below it: equal for equal states.</summary>
internal static class HeapDigest
{
    /// <summary>The digest, hexadecimal.</summary>
    public static string Of(InspectedRun run)
    {
        StringBuilder text = new();
        foreach (ViewDeclaration view in run.Views)
        {
            text.Append(view.Name).Append('\n');
            foreach (TableCell[] row in run.Rows(view))
            {
                text.AppendJoin(',', row.Select(cell => cell.Text)).Append('\n');
            }
        }

        using StringWriter pages = new(text);
        PageReport.Write(run.Session.Machine.Pages, pages, hasHuge: true);
        return Sha256Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
