using System.Diagnostics.Metrics;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

internal static class ExpenseMeasures
{
    /// <summary>Expenses recorded since the process began.</summary>
    public static readonly Counter<long> Recorded = Telemetry.Meter.CreateCounter<long>("tracktok.expenses.recorded");
}
