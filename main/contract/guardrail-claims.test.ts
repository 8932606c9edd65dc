/** Faults caught: a superlative or promise of another language that passes a rule of that language, and an ordinary word that is taken for one. */
import { describe, expect, it } from 'vitest';
import { checkGuardrails } from './guardrails.ts';

const broken = (rule: string, text: string): string[] =>
  checkGuardrails(text, [
    { id: 'r', type: 'dont', text: rule, reason: '', category: 'claims', severity: 'warning' },
  ]).breaches.map(({ start, end }) => text.slice(start, end));

describe('superlatives and promises', () => {
  it.each([
    ['Keine Superlative', 'Die beste und größte Lösung, weltweit führend.', ['beste', 'größte', 'führend']],
    [
      'Niemals Garantien versprechen',
      'Garantiert ohne Risiko, zu 100 % sicher.',
      ['Garantiert', 'ohne Risiko', '100 %'],
    ],
    ['Pas de superlatifs', 'La meilleure offre, le plus rapide des outils.', ['La meilleure', 'le plus rapide']],
    ['Ne jamais faire de promesses', 'Résultat garanti, sans aucun risque.', ['garanti', 'sans aucun risque']],
    ['Sin superlativos', 'El mejor y el más rápido: facilísimo.', ['El mejor', 'el más rápido', 'facilísimo']],
    ['No hacer promesas', 'Garantizado y sin riesgo.', ['Garantizado', 'sin riesgo']],
    ['Niente superlativi', 'Il migliore, il più veloce, perfetto.', ['Il migliore', 'il più veloce', 'perfetto']],
    ['Evitare promesse', 'Risultato garantito, senza rischi.', ['garantito', 'senza rischi']],
    ['Sem superlativos', 'O melhor e o mais rápido.', ['O melhor', 'o mais rápido']],
    ['Evite promessas', 'Resultado garantido, sem risco.', ['garantido', 'sem risco']],
    ['Geen superlatieven', 'De beste en snelste keuze.', ['De beste', 'snelste']],
    ['Geen beloftes', 'Gegarandeerd zonder risico.', ['Gegarandeerd', 'zonder risico']],
    ['Bez superlatywów', 'Najlepsze i najszybsze narzędzie.', ['Najlepsze', 'najszybsze']],
    ['Nie składać obietnic', 'Gwarantujemy: bez ryzyka.', ['Gwarantujemy', 'bez ryzyka']],
    ['Без превосходной степени', 'Самый быстрый и лучший инструмент.', ['Самый быстрый', 'лучший']],
    ['Не давать обещаний', 'Гарантируем результат без риска.', ['Гарантируем', 'без риска']],
    ['不要用最高级', '我们是最好的，行业领先。', ['最好', '领先']],
    ['不要承诺', '保证有效，零风险。', ['保证', '零风险']],
    ['最上級は使わない', '業界初、最高の品質。', ['業界初', '最高']],
    ['保証しない', '必ず成功します。', ['必ず']],
    ['최상급 표현 금지', '업계 1위, 최고의 품질', ['업계 1위', '최고의']],
    ['보장하지 않는다', '반드시 성공합니다', ['반드시']],
  ])('“%s” finds them in “%s”', (rule, text, found) => {
    expect(broken(rule, text)).toEqual(found);
  });

  it.each([
    ['Geen superlatieven', 'Beste Jan, dat is best handig.'],
    ['Pas de superlatifs', 'Le plus souvent nous répondons le soir ; une meilleure idée.'],
    ['Sin superlativos', 'Es mejor llamar, y más fácil.'],
    ['Bez superlatywów', 'Najpierw podpisujemy najem.'],
    ['Без превосходной степени', 'Лучше позвонить завтра утром.'],
    ['不要用最高级', '第一次来，第一步先登记，最大 20 人。'],
    ['最上級は使わない', '最大20人まで。最近は静かです。'],
    ['최상급 표현 금지', '최대 20명까지, 최근에 열었습니다'],
    ['Keine Superlative', 'Zuerst die Liste der Kosten, dann der letzte Schritt.'],
    // English rules look for English words.
    ['No superlatives', 'Le plus grand bateau entre au port.'],
  ])('“%s” lets ordinary words pass: “%s”', (rule, text) => {
    expect(broken(rule, text)).toEqual([]);
  });

  it.each([
    ['Keine Zahlen', 'Um 20 Prozent schneller, 3-fach.', ['20 Prozent', '3-fach']],
    ['Pas de chiffres', 'Un gain de 20 pour cent.', ['20 pour cent']],
    ['不要用数字', '提高20倍', ['20倍']],
  ])('“%s” finds figures: “%s”', (rule, text, found) => {
    expect(broken(rule, text)).toEqual(found);
  });
});
