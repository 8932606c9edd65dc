/** How a fact is recognised in a French sentence. */
import {
  AMOUNT_ABROAD,
  BEGIN,
  CLAUSE,
  common,
  COUNT,
  END,
  LARGE_ABROAD,
  REST,
  rule,
  START,
  WORD,
} from './rule-parts.ts';
import type { Rule } from './rule-parts.ts';

const NOT_A_NAME =
  /^(?:Le|La|Les|L['’]|Un|Une|Des|Notre|Nos|Votre|Vos|Leur|Leurs|Nous|Vous|Ils?|Elles?|Ce|Cette|Ces|En|Dans|Avec|Pour|Depuis|Et|Mais|Tous|Toutes|Autres|Copyright|Janvier|Février|Mars|Avril|Mai|Juin|Juillet|Août|Septembre|Octobre|Novembre|Décembre)(?![\p{L}])/u;
const NAME = String.raw`${WORD}(?:[\s-](?:(?:de|du|des|la|le|les|sur|et fils)\s+|de\s+la\s+)?${WORD}){0,4}`;
const NAMES = String.raw`${NAME}(?:\s*(?:,|,?\s+(?:et|ou|&))\s*${NAME}){0,8}`;
const ABOUT = String.raw`(?:(?:plus\s+de|près\s+de|environ|presque|au\s+moins|quelque)\s+)?`;
const MONTH = '(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)';
const DATE = String.raw`((?:(?:\d{1,2}(?:er)?\s+)?${MONTH}\s+)?(?:1[6-9]|20)\d{2})(?!\d)`;
const SEVERAL_WORDS = String.raw`(?:(?!(?:de|des|du|en|et|ou|par|pour|sur|dans|avec)${END})[\p{L}-]+\s+){0,2}?`;
const NO_CROWD =
  /(?<!\p{L})(?:perdu\p{L}*|plaint\p{L}*|réclam\p{L}*|maximum|jusqu[’']à|par|licences?|forfaits?|simultané\p{L}*|au plus)(?!\p{L})/iu;
const NO_PRICE =
  /(?<!\p{L})(?:actions?|bénéfices?|chiffre d[’']affaires|pertes?|levé\p{L}*|levée|financement|investi\p{L}*|dons?|salaires?|impôts?|amendes?|budget|rachat|racheté\p{L}*|subvention\p{L}*|loyers?|revenus?)(?!\p{L})/iu;
const TIME = String.raw`(?:jours?\s+ouvrés|jours?\s+ouvrables|jours?|minutes?|heures?|semaines?)`;
const FEW = String.raw`(?:\d+|un|une|deux|trois|quatre|cinq|dix)(?:\s?(?:-|–|à)\s?\d+)?`;

export const FRENCH: readonly Rule[] = [
  ...common({
    before: "[Ll]a société|[Ll][’']entreprise|[Pp]ar|[Cc]hez",
    contact:
      /(?<!\p{L})(?:contact\p{L}*|e-?mail|mail|courriel|écri\p{L}*|questions?|joindre|support)(?!\p{L})|^\S+@\S+$/iu,
    certified: /certifi|conform|audité/iu,
    notAName: NOT_A_NAME,
  }),
  // ---- company
  rule(
    'company',
    'Founded',
    'high',
    String.raw`${BEGIN}(?:[Ff]ondée?s?|[Cc]réée?s?|[Cc]réation)\s+(?:[^.;\d]{0,50}?\s)?(?:en|le|depuis)\s+${DATE}`,
    {
      // Somebody else's, or a thing that is no company.
      only: /(?<!\p{L})(?:entreprise|société|maison|marque|agence|atelier|coopérative|start-?up|fondée?s?|nous|notre)(?!\p{L})/iu,
    },
  ),
  rule('company', 'Founded', 'medium', String.raw`${BEGIN}[Dd]epuis\s+((?:1[6-9]|20)\d{2})(?!\d)`, {
    only: /(?<!\p{L})(?:nous|notre|nos|famille|familial\p{L}*)(?!\p{L})/iu,
    never: /perte|baisse|recul|fermé/iu,
  }),
  rule(
    'company',
    'Location',
    'high',
    String.raw`${BEGIN}(?:[Bb]asée?s?|[Ii]nstallée?s?|[Ii]mplantée?s?|[Dd]ont\s+le\s+siège\s+est|[Ss]iège(?:\s+social)?(?:\s+(?:est|se\s+trouve))?)\s+(?:à|en|au)\s+(${NAME}(?:,\s+${NAME})?)`,
    { not: NOT_A_NAME },
  ),
  rule(
    'company',
    'Location',
    'medium',
    String.raw`${BEGIN}[Nn]otre\s+(?:bureau|atelier|boutique|magasin|studio)\s+(?:est|se\s+trouve)\s+(?:située?\s+)?(?:à|en|au)\s+(${NAME}(?:,\s+${NAME})?)`,
    {
      not: NOT_A_NAME,
    },
  ),
  rule(
    'company',
    'Mission',
    'high',
    String.raw`${BEGIN}[Nn]otre\s+mission(?:\s+est|\s*:)\s+(?:simple\s*:\s+)?((?:de\s+|d[’'])?${REST(220)})`,
  ),
  rule(
    'company',
    'Vision',
    'high',
    String.raw`${BEGIN}[Nn]otre\s+vision(?:\s+est|\s*:)\s+((?:de\s+|d[’'])?${REST(220)})`,
  ),
  rule(
    'company',
    'Belief',
    'medium',
    String.raw`${BEGIN}[Nn]ous\s+(?:croyons|pensons|sommes\s+convaincus)\s+(?:que\s+|qu[’'])(${REST(220)})`,
  ),
  rule(
    'company',
    'Award',
    'high',
    String.raw`${BEGIN}(?:a|avons|ont)\s+(?:remporté|reçu|gagné|obtenu)\s+(?:le\s+|la\s+)?((?:prix|trophée|médaille|label)\s+[^.;,\n]{3,60})`,
    { flags: 'iu' },
  ),
  // ---- product
  rule(
    'product',
    'Price',
    'high',
    String.raw`((?:à\s+partir\s+de\s+|dès\s+)?${AMOUNT_ABROAD}\s?(?:HT\s+|TTC\s+)?(?:par|\/|le|la|l[’'])\s?(?:utilisateur|utilisatrice|personne|mois|an|année|semaine|jour|nuit|heure|pièce|place|licence|appareil|kg|kilo|port)(?:\s?(?:et\s+)?(?:par|\/)\s?(?:mois|an))?)${END}`,
    { flags: 'iu', never: NO_PRICE, not: LARGE_ABROAD },
  ),
  rule('product', 'Price', 'medium', `(${AMOUNT_ABROAD})`, {
    only: /(?<!\p{L})(?:prix|tarifs?|coûte|abonnements?|formules?)(?!\p{L})/iu,
    never: NO_PRICE,
    not: LARGE_ABROAD,
  }),
  rule(
    'product',
    'Free trial',
    'high',
    String.raw`${BEGIN}(essai\s+gratuit(?:\s+(?:de|pendant)\s+\d+\s+(?:jours|semaines|mois))?|\d+\s+(?:jours|semaines|mois)\s+d[’']essai(?:\s+gratuit)?)${END}`,
    {
      flags: 'iu',
    },
  ),
  rule(
    'product',
    'Guarantee',
    'high',
    String.raw`${BEGIN}(satisfaite?s?\s+ou\s+remboursée?s?(?:\s+(?:pendant|sous)\s+\d+\s+jours)?|garantie\s+(?:de\s+)?(?:\d+\s+(?:ans?|mois|jours)|à\s+vie)|garantie?s?\s+\d+\s+(?:ans?|mois))${END}`,
    { flags: 'iu', never: /(?<!\p{L})(?:sans|aucune?|exclu\p{L}*|pas)(?!\p{L})/iu },
  ),
  rule(
    'product',
    'Licence',
    'high',
    String.raw`${BEGIN}(?:publiée?s?|distribuée?s?|diffusée?s?|disponibles?)\s+sous\s+(?:la\s+)?(licence\s+(?:libre\s+)?[\p{Lu}][\p{L}\p{N}.+-]*(?:\s+(?:version\s+)?v?\d[\d.]*)?)`,
  ),
  rule(
    'product',
    'Works with',
    'medium',
    String.raw`${BEGIN}(?:[Cc]ompatibles?\s+avec|[Ss][’']intègre(?:nt)?\s+(?:à|avec)|[Ff]onctionne\s+avec|[Ss]e\s+connecte\s+à)\s+(${NAMES})`,
    { not: NOT_A_NAME },
  ),
  rule(
    'product',
    'Delivery',
    'high',
    String.raw`${BEGIN}(?:livr\p{L}*|expédi\p{L}*|install\p{L}*|mise?\s+en\s+place)${END}[^.;\n]{0,60}?${BEGIN}((?:en|sous|dans\s+les)\s+${FEW}\s+${TIME})${END}`,
    { flags: 'iu' },
  ),
  rule(
    'product',
    'What it does',
    'medium',
    String.raw`^(?:Nous\s+(?:aidons|permettons\s+aux?|accompagnons)|(?:Notre\s+[\p{L}-]+|(?!(?:Cela|Ceci|Ce|Il|Elle|Qui|On|Cette|Cet)${END})${WORD}(?:\s+${WORD}){0,2})\s+(?:aide|permet\s+aux?|accompagne))\s+(${REST(160)})`,
  ),
  rule(
    'product',
    'Result',
    'medium',
    String.raw`${BEGIN}((?:économisez|économise|réduit|réduisez|réduisent|augmente|augmentent|double|gagnez|gagnent|fait\s+gagner)\s+(?:[^.;!?\n]{0,80}?)\d[\d.,]*\s?(?:%|pour\s?cent|heures?|minutes?|jours?)(?:\s+(?:par|chaque)\s+\p{L}+)?)${END}`,
    { flags: 'iu' },
  ),
  // ---- customers
  rule(
    'customer',
    'Made for',
    'medium',
    String.raw`(?:^|${BEGIN}(?:est|sont|a\s+été|ont\s+été)\s+)(?:[Cc]onçue?s?|[Pp]ensée?s?|[Ff]aite?s?|[Ii]déale?s?|[Dd]éveloppée?s?)\s+(?:spécialement\s+)?pour\s+(${CLAUSE(4, 100)})`,
    { not: /^(?:être|cela|durer|vous|un usage)(?!\p{L})/iu },
  ),
  rule(
    'customer',
    'Customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+${SEVERAL_WORDS}[\p{L}-]+(?:\s+(?:dans|en)\s+[^.;,]{2,40}?)?)\s+nous\s+font\s+confiance${END}`,
    { flags: 'iu' },
  ),
  rule(
    'customer',
    'Customers',
    'high',
    String.raw`${BEGIN}(?:[Uu]tilisée?s?|[Cc]hoisie?s?|[Aa]doptée?s?)\s+par\s+(${ABOUT}(?:${COUNT}|des\s+centaines|des\s+milliers)\s${CLAUSE(4, 100)})`,
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+(?:de\s+|d[’'])?${SEVERAL_WORDS}(?:clients|clientes|utilisateurs|utilisatrices|abonnés|visiteurs|adhérents|membres|installations|téléchargements))${END}`,
    { flags: 'iu', never: NO_CROWD, not: /^\d+\.\d+\s|^\d\s/u },
  ),
  rule(
    'customer',
    'Number of customers',
    'high',
    String.raw`${START}(${ABOUT}${COUNT}\s+${SEVERAL_WORDS}(?:entreprises|équipes|écoles|associations|commerces|magasins|ports))${END}`,
    {
      flags: 'iu',
      never: NO_CROWD,
      not: /^\d\s/u,
      only: /(?<!\p{L})(?:utilis\p{L}*|clients?|accompagnons|choisi\p{L}*)(?!\p{L})/iu,
    },
  ),
  // ---- market
  rule(
    'market',
    'Reach',
    'medium',
    String.raw`${START}(${ABOUT}\d+\s+(?:pays|villes|marchés|langues|sites|magasins))${END}`,
    {
      flags: 'iu',
      only: /(?<!\p{L})(?:nous|notre|nos|disponible|présents?|présente|livrons|actif)(?!\p{L})/iu,
    },
  ),
  rule(
    'market',
    'Market size',
    'high',
    String.raw`${BEGIN}marché${END}[^.;\n]{0,80}?${BEGIN}(?:vaut|pèse|représente|estimé\s+à|atteint|atteindra|de)\s+(${ABOUT}${AMOUNT_ABROAD}(?:\s+d[’']ici\s+20\d{2})?)`,
    { flags: 'iu' },
  ),
  // ---- competition
  rule(
    'competition',
    'Alternative',
    'medium',
    String.raw`${BEGIN}(?:[Aa]lternative\s+à|[Cc]ontrairement\s+à|[Àà]\s+la\s+différence\s+de|[Cc]omparée?\s+à|[Cc]oncurrents?\s+comme|[Cc]oncurrents?\s+tels\s+que|vs\.?)\s+(${NAMES})`,
    {
      list: 'competitors',
      not: NOT_A_NAME,
      each: true,
      only: /(?<!\p{L})(?:nous|notre|nos|alternative|concurren\p{L}*|vs)(?!\p{L})/iu,
    },
  ),
  // ---- money
  rule(
    'financials',
    'Funding',
    'high',
    String.raw`${BEGIN}(?:levé|levée\s+de\s+fonds\s+de|lever)\s+(${ABOUT}${AMOUNT_ABROAD})`,
    { flags: 'iu' },
  ),
  rule(
    'financials',
    'Revenue',
    'high',
    String.raw`${BEGIN}chiffre\s+d[’']affaires\s+(?:annuel\s+)?(?:\p{L}+\s+)?(?:(?:de|était\s+de|est\s+de|atteint|a\s+atteint|s[’']élève\s+à|s[’']est\s+élevé\s+à)\s+)(${ABOUT}${AMOUNT_ABROAD})`,
    { flags: 'iu', never: /respectivement/iu },
  ),
  rule(
    'financials',
    'Growth',
    'medium',
    String.raw`${BEGIN}(?:progressé|augmenté|grandi|croissance|hausse)\s+de\s+(${ABOUT}\d+(?:,\d+)?\s?(?:%|pour\s?cent)(?:\s+(?:par\s+an|sur\s+un\s+an))?)`,
    {
      flags: 'iu',
      only: /chiffre|ventes|clients|entreprise|nous|utilisateurs/iu,
    },
  ),
  // ---- team
  rule(
    'team',
    'Founders',
    'high',
    String.raw`${BEGIN}(?:[Ff]ondée?s?|[Cc]réée?s?)\s+(?:en\s+(?:${MONTH}\s+)?\d{4}\s+)?par\s+(${NAMES})`,
    { not: NOT_A_NAME },
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${BEGIN}équipe\s+(?:compte\s+|est\s+composée\s+)?(?:de\s+)?(${ABOUT}(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt)\s+(?:personnes|collaborateurs|collaboratrices|salariés|employés|ingénieurs|artisans|passionnés))${END}`,
    {
      flags: 'iu',
    },
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${START}(${ABOUT}\d+\s+(?:salariés|employés|collaborateurs|collaboratrices))${END}`,
    {
      flags: 'iu',
      never: /licenci|suppression|supprim|moins de|jusqu[’']à|au moins|entreprises de|sociétés de|rachat|rachet/iu,
    },
  ),
  rule(
    'team',
    'Team size',
    'high',
    String.raw`${BEGIN}[Nn]ous\s+sommes\s+(?:aujourd[’']hui\s+)?(${ABOUT}(?:une\s+équipe\s+de\s+)?\d+\s+(?:personnes|collègues))${END}`,
  ),
];
