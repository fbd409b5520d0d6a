using System.Globalization;
using System.Text;
using System.Xml;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Requirements;

/// <summary>Writes verdicts as JUnit XML, which build servers show: a suite a run, a case a requirement. It holds no time, so that the same runs give the same bytes.</summary>
public static class JUnitReport
{
    /// <summary>Writes to a stream, which stays open.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="verdicts">The verdicts, those of a run together.</param>
    public static void Write(Stream output, IReadOnlyList<Verdict> verdicts)
    {
        using XmlWriter xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false), CloseOutput = false });
        xml.WriteStartElement("testsuites");
        WriteCounts(xml, "allocsim", verdicts);
        foreach (IGrouping<int, Verdict> run in verdicts.GroupBy(verdict => verdict.Number))
        {
            xml.WriteStartElement("testsuite");
            WriteCounts(xml, Name(run.First().Run), [.. run]);
            foreach (Verdict verdict in run)
            {
                WriteCase(xml, verdict);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>What a run is called where several are told.</summary>
    public static string Name(SummaryRow run) => $"{run.Trace}, {run.Policy}{(run.Settings.Length == 0 ? "" : $" {run.Settings}")}";

    private static void WriteCase(XmlWriter xml, Verdict verdict)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", verdict.Run.Trace);
        xml.WriteAttributeString("name", verdict.Requirement.Text);
        if (verdict.IsMet)
        {
            xml.WriteElementString("system-out", verdict.Words);
        }
        else
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", verdict.Words);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, string name, IReadOnlyList<Verdict> verdicts)
    {
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", verdicts.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", verdicts.Count(verdict => !verdict.IsMet).ToString(CultureInfo.InvariantCulture));
    }
}
