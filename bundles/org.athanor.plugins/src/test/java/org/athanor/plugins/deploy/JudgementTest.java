package org.athanor.plugins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.athanor.plugins.deploy.Judgement.Change;
import org.athanor.plugins.deploy.Judgement.Installed;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class JudgementTest {

    private static final Seen ONE = seen("log-1.jar", "1.0.0");
    private static final Seen TWO = seen("log-2.jar", "1.1.0");

    private static Seen seen(String file, String version) {
        return new Seen(file, "sha of " + version, "log", Version.parseVersion(version), false, true);
    }

    private static Installed installed(Seen jar) {
        return new Installed(jar.sha256(), jar.version());
    }

    /** What is installed was brought in by the folder. */
    private static Judgement judge(List<Seen> before, List<Seen> now, Installed... installed) {
        return Judgement.of(before, now, bundle -> List.of(installed), installed.length == 0 ? Map.of()
                : Map.of("log", installed[0].sha256()));
    }

    private static Change bring(Seen jar, Installed... installed) {
        return new Change.Bring(jar, List.of(installed));
    }

    @Test
    void ofSeveralVersionsTheHighestIsBroughtInAndTheOthersAreNamed() {
        Judgement judgement = judge(List.of(), List.of(TWO, ONE));
        assertThat(judgement.changes()).containsExactly(bring(TWO));
        assertThat(judgement.remarks()).containsExactly(
                "log 1.0.0 (log-1.jar) is left out: there is log 1.1.0 (log-2.jar)");
        assertThat(judge(List.of(TWO), List.of(TWO, ONE), installed(TWO)).changes()).isEmpty();
    }

    @Test
    void whatIsCalledOtherwiseOrIsThereTwiceIsTheSame() {
        Seen renamed = seen("other.jar", "1.0.0");
        assertThat(judge(List.of(ONE), List.of(renamed), installed(ONE)))
                .isEqualTo(new Judgement(List.of(), List.of()));
        assertThat(judge(List.of(ONE, renamed), List.of(ONE), installed(ONE)).changes()).isEmpty();
    }

    @Test
    void aNewVersionThatComesWhileTheOldOneGoesTakesItsPlace() {
        assertThat(judge(List.of(ONE), List.of(TWO), installed(ONE)).changes())
                .containsExactly(bring(TWO, installed(ONE)));
    }

    @Test
    void aLowerVersionThatIsLeftIsADowngrade() {
        assertThat(judge(List.of(ONE, TWO), List.of(ONE), installed(TWO)).changes())
                .containsExactly(bring(ONE, installed(TWO)));
        assertThat(new Change.Bring(ONE, List.of(installed(TWO))).back()).isTrue();
        assertThat(new Change.Bring(TWO, List.of(installed(ONE))).back()).isFalse();
    }

    @Test
    void whatHasGoneIsTakenOutUnlessSomethingElseHasTakenItsPlace() {
        assertThat(judge(List.of(ONE), List.of(), installed(ONE)).changes()).containsExactly(new Change.Remove(ONE));
        assertThat(Judgement.of(List.of(ONE), List.of(), bundle -> List.of(installed(TWO)),
                Map.of("log", ONE.sha256())).changes()).isEmpty();
        assertThat(judge(List.of(ONE), List.of()).changes()).isEmpty();
    }

    @Test
    void whatHasNotChangedIsLeftAloneWhateverIsInstalled() {
        assertThat(judge(List.of(ONE, TWO), List.of(ONE, TWO), installed(ONE)).changes()).isEmpty();
        assertThat(judge(List.of(ONE), List.of(ONE)).changes()).isEmpty();
    }

    @Test
    void aJarThatIsOverwrittenWithSomethingElseChangesNothingUntilItIsWholeOrGone() {
        assertThat(judge(List.of(ONE, TWO), List.of(ONE, TWO.spoilt()), installed(TWO)).changes()).isEmpty();
        assertThat(judge(List.of(ONE.spoilt(), TWO), List.of(ONE.spoilt()), installed(TWO)).changes()).isEmpty();
        assertThat(judge(List.of(ONE.spoilt()), List.of(ONE), installed(TWO)).changes())
                .containsExactly(bring(ONE, installed(TWO)));
        assertThat(judge(List.of(ONE.spoilt()), List.of(), installed(TWO)).changes())
                .containsExactly(new Change.Remove(ONE.spoilt()));
    }

    @Test
    void whatOthersNeedComesFirstAndWhatGoesLast() {
        Seen kind = new Seen("z.jar", "k", "z.kind", new Version(1, 0, 0), true, true);
        Seen gone = new Seen("a.jar", "g", "a.gone", new Version(1, 0, 0), false, true);
        Judgement judgement = Judgement.of(List.of(gone), List.of(ONE, kind), bundle ->
                bundle.equals("a.gone") ? List.of(installed(gone)) : List.of(), Map.of("a.gone", "g"));
        assertThat(judgement.changes()).extracting(Change::jar).containsExactly(kind, ONE, gone);
    }
}
