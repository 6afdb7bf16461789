using TrackTok.Web.Api;
using TrackTok.Web.Design;

namespace TrackTok.Web.Projects;

/// <summary>Shows refusals about a single field at that field, also those that the API does not give a member to.</summary>
internal static class ProjectRefusals
{
    internal static void Show(PageForm form, Problem problem)
    {
        form.Refuse(problem);
        if (problem.Code == "name_taken") form.Refuse("name", problem.Sentence);
        if (problem.Code == "currency_fixed") form.Refuse("currency", problem.Sentence);
    }
}
